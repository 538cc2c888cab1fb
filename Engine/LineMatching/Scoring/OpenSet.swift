import CallRecords
import Foundation

/// How likely a candidate's contacts are if it is the closed line, against their being anybody else's.
///
/// The contact list of the candidate x since the closure is held against the profile p of a line r:
///
/// llr(r, x) = Σ_c m(c) · ln[ (1 - v) p_r(c) / b(c) + v ],   m(c) = 1 + 0.3 ln n(c)
///
/// b: the contact's popularity; v: the share of a line's contacts that are strangers; n: events between x and c. The
/// alternative to "x is the closed line" is not one random number but everybody known, and a newcomer:
///
/// LR = exp llr(q, x) / [ s · exp llr(x, x) + (1 - s) · ( (1 - π - κ) · mean_r exp llr(r, x) + π + κ · exp llr(k, x) ) ]
///
/// r: everybody with a profile but the closed line; π: the share of newcomers related to nobody; κ: that of newcomers
/// whose list is drawn from the closed line's crowd k (``Crowd``); s: where x was there
/// before the closure, the share of those that are merely themselves, else nought.
/// Source: the likelihood ratio for open-set identification; Hill, Agarwal, Bell and Volinsky, "Building an Effective
/// Representation for Dynamic Networks" (JCGS 2006), for decayed profiles of contacts.
struct OpenSet {
    /// What one candidate's contacts say. Natural logarithms.
    struct Weight {
        /// Of the closed line against a newcomer.
        let line: Double
        /// Of the alternative against a newcomer.
        let alternative: Double
        /// Of whoever explains the contacts best, the closed line left aside; nought where a newcomer does.
        let rival: Double

        var ratio: Double { line - alternative }
    }

    let settings: EvidenceSettings
    let closed: PartyIndex
    /// Nil where newcomers of the same crowd are not thought of.
    var crowd: Crowd?

    /// ln[(1 - v) p / b + v].
    func term(share: Double, popularity: Double) -> Double {
        log((1 - settings.strangerShare) * share / popularity + settings.strangerShare)
    }

    func repeats(_ events: Int) -> Double { 1 + settings.repeatWeight * log(Double(events)) }

    /// What one contact adds to the closed line's side, against a newcomer.
    func gain(_ taken: Taken, share: Double, _ popularity: Double) -> Double {
        repeats(taken.events)
            * (share > 0 ? term(share: share, popularity: popularity) : log(settings.strangerShare))
    }

    /// Against a newcomer, the closed line's side alone: no more than this can come of the whole.
    func line(
        _ taken: [Taken], _ share: (PartyIndex) -> Double, _ background: borrowing Background
    ) -> Double {
        var sum = 0.0
        for taken in taken {
            sum += gain(taken, share: share(taken.contact), background.popularity(of: taken.contact))
        }
        return sum
    }

    func weigh(
        _ candidate: PartyIndex, _ taken: [Taken], line: Double, _ background: inout Background
    ) -> Weight {
        // What everybody gets for contacts that are strangers to them; what a known contact adds is kept by rival.
        let floor = log(settings.strangerShare)
        let times = taken.map { repeats($0.events) }
        let popularity = taken.map { background.popularity(of: $0.contact) }
        let strangers = floor * times.reduce(0, +)
        var added = background.holders(of: taken.map(\.contact), except: closed) { share, place in
            times[place] * (term(share: share, popularity: popularity[place]) - floor)
        }
        let own = strangers + (added.first { $0.party == candidate }?.sum ?? 0)
        let isKnown = !background.isNew(candidate)
        let itself = isKnown ? settings.selfShare : 0
        added.removeAll { $0.party == candidate }
        let others = Double(max(1, background.population - 1))
        // The mean over rivals, in logarithms: those known by a contact one by one, all others alike.
        let mean =
            Self.sum(
                added.map { strangers + $0.sum } + [strangers + log(max(1, others - Double(added.count)))])
            - log(others)
        let crowdShare = crowd == nil ? 0 : settings.crowdShare
        let ofCrowd = crowd.map { self.line(taken, $0.share, background) } ?? 0
        let unknown = Self.sum([
            log(1 - settings.newcomerShare - crowdShare) + mean, log(settings.newcomerShare),
            log(crowdShare) + ofCrowd,
        ])
        let alternative =
            itself > 0 ? Self.sum([log(itself) + own, log(1 - itself) + unknown]) : unknown
        let best = added.map { strangers + $0.sum }.max() ?? 0
        return Weight(line: line, alternative: alternative, rival: max(0, best))
    }

    /// ln Σ exp.
    static func sum(_ logarithms: [Double]) -> Double {
        guard let top = logarithms.max(), top > -.infinity else { return -.infinity }
        return top + log(logarithms.reduce(0) { $0 + exp($1 - top) })
    }
}
