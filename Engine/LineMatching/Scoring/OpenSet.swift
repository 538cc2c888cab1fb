import CallRecords
import Foundation

/// How likely a candidate's contacts are if it is the closed line, against their being anybody else's.
///
/// The contact list of the candidate x since the closure is held against the profile p of a line r:
///
/// llr(r, x) = Σ_c m(c) · ln[ (1 - v) p_r(c) / b(c) + v ],   m(c) = 1 + 0.3 ln n(c)
///
/// b: the contact's popularity; v: the share of a line's contacts that are strangers; n: events between x and c. A contact
/// that no record before the closure names may be anybody under a new number: where a share ρ of all seen since are such, it
/// counts as v + (1 - v) ρ. The
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
        /// Of whatever explains them best, the closed line left aside: somebody known, the candidate's own past, a newcomer
        /// of the same crowd; nought where a newcomer related to nobody does.
        let nearest: Double

        var ratio: Double { line - alternative }
    }

    let closed: PartyIndex
    /// Nil where newcomers of the same crowd are not thought of.
    private let crowd: Crowd?
    private let formula: OpenSetFormula
    /// What everybody gets for a contact that no record before the closure names.
    private let unknown: Double

    /// - Parameter newcomers: the share of the numbers seen since the closure that no record before it names.
    init(settings: EvidenceSettings, closed: PartyIndex, newcomers: Double, crowd: Crowd? = nil) {
        formula = OpenSetFormula(settings: settings)
        unknown = formula.unknown(newcomers: newcomers)
        (self.closed, self.crowd) = (closed, crowd)
    }

    /// What one contact adds to the closed line's side, against a newcomer.
    func gain(_ taken: Taken, share: Double, _ background: borrowing Background) -> Double {
        guard share > 0 else { return formula.repeats(taken.events) * floor(of: taken.contact, background) }
        return formula.gain(events: taken.events, share: share, background.popularity(of: taken.contact))
    }

    /// What everybody gets for a contact that is a stranger to them.
    private func floor(of contact: PartyIndex, _ background: borrowing Background) -> Double {
        background.isNew(contact) ? unknown : formula.floor
    }

    /// What somebody gets to whom all are strangers.
    private func strangers(_ taken: [Taken], _ background: borrowing Background) -> Double {
        var sum = 0.0
        for taken in taken {
            sum += formula.repeats(taken.events) * floor(of: taken.contact, background)
        }
        return sum
    }

    /// Against a newcomer, the closed line's side alone: no more than this can come of the whole.
    func line(
        _ taken: [Taken], _ share: (PartyIndex) -> Double, _ background: borrowing Background
    ) -> Double {
        var sum = 0.0
        for taken in taken {
            sum += gain(taken, share: share(taken.contact), background)
        }
        return sum
    }

    /// What is said before anybody is looked for who has the contacts too: to a rival all are strangers. The ratio is no less than
    /// that of the whole, since nobody known can do worse.
    func bound(_ candidate: PartyIndex, _ taken: [Taken], line: Double, _ background: inout Background)
        -> Weight
    {
        var own: Double?
        if !background.isNew(candidate) {
            let profile = background.profile(of: candidate)
            let attention = background.attention(of: candidate)
            own = self.line(taken, { (profile.share(of: $0)?.weight ?? 0) / attention }, background)
        }
        return formula.weight(
            line: line, strangers: strangers(taken, background),
            rivals: RivalSides([]), itself: own, crowd: crowd.map { self.line(taken, $0.share, background) },
            others: 1)
    }

    /// The whole: everybody known who has one of the contacts is held against the line, one by one.
    ///
    /// - Parameter known: what was added up for others; where one contact is all that was taken up, many may have taken up the same.
    func weigh(
        _ candidate: PartyIndex, _ taken: [Taken], line: Double, _ background: inout Background,
        _ known: inout [Explained.Key: Explained]
    ) -> Weight {
        let key = taken.count == 1 ? Explained.Key(contact: taken[0].contact, events: taken[0].events) : nil
        let explained = key.flatMap { known[$0] } ?? explain(taken, &background)
        if let key { known[key] = explained }
        let own = own(candidate, taken, explained.strangers, &background)
        let rivals = own.map { explained.rivals.without($0) ?? explained.rivals(besides: candidate) }
        return formula.weight(
            line: line, strangers: explained.strangers, rivals: rivals ?? explained.rivals,
            itself: background.isNew(candidate) ? nil : own ?? explained.strangers,
            crowd: crowd.map { self.line(taken, $0.share, background) },
            others: Double(max(1, background.population - 1)))
    }

    /// How well some contacts are explained by everybody known.
    struct Explained {
        struct Key: Hashable {
            let contact: PartyIndex
            let events: Int
        }

        /// What everybody gets for contacts that are strangers to them.
        let strangers: Double
        /// Of those to whom at least one is none.
        let sides: [(party: PartyIndex, side: Double)]
        let rivals: RivalSides

        func rivals(besides party: PartyIndex) -> RivalSides {
            RivalSides(sides.filter { $0.party != party }.map(\.side))
        }
    }

    private func explain(_ taken: [Taken], _ background: inout Background) -> Explained {
        let times = taken.map { formula.repeats($0.events) }
        let popularity = taken.map { background.popularity(of: $0.contact) }
        let strangers = strangers(taken, background)
        // Whom nobody knew nobody has: the others' floor is that of strangers who were there.
        let sides = background.holders(of: taken.map(\.contact), except: closed) { share, place in
            times[place] * (formula.term(share: share, popularity: popularity[place]) - formula.floor)
        }.map { (party: $0.party, side: strangers + $0.sum) }
        return Explained(strangers: strangers, sides: sides, rivals: RivalSides(sides.map(\.side)))
    }

    /// The candidate's own side; nil where it had none of the contacts before.
    private func own(
        _ candidate: PartyIndex, _ taken: [Taken], _ strangers: Double, _ background: inout Background
    ) -> Double? {
        guard !background.isNew(candidate) else { return nil }
        let attention = background.attention(of: candidate)
        var sum: Double?
        // In the order, and so to the last bit, as everybody's side is added up.
        for taken in taken {
            guard let share = background.profile(of: taken.contact).share(of: candidate) else { continue }
            let term = formula.term(
                share: share.weight / attention, popularity: background.popularity(of: taken.contact))
            sum = (sum ?? 0) + formula.repeats(taken.events) * (term - formula.floor)
        }
        return sum.map { strangers + $0 }
    }

    /// ln Σ exp.
    static func sum(_ logarithms: [Double]) -> Double {
        guard let top = logarithms.max(), top > -.infinity else { return -.infinity }
        return top + log(logarithms.reduce(0) { $0 + exp($1 - top) })
    }
}
