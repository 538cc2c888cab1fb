import CallRecords
import Foundation
import Telephony

extension StreamScorer {
    /// What was measured of a party as a line's new number.
    struct Weighed {
        let line: Int
        let party: Int
        let firstSeen: Int64
        let list: ContactsTaken
        let measures: [Measure: Double]
        /// What orders the line's candidates.
        let sum: Double
    }

    /// Weighs a party as a line's new number. Nil where it is no candidate, or shares fewer contacts than may leave.
    mutating func weigh(_ party: Int, for line: Int, firstSeen: Int64) -> Weighed? {
        guard firstSeen >= lines[line].since, !lines[line].numbers.contains(ties.parties[party].key)
        else { return nil }
        let list = ContactsTaken(of: party, ties, lines[line])
        guard list.shared.count >= settings.leastContacts else { return nil }
        let weight = openSet(list, party, line)
        let measures = measures(list, ties.strangers(of: party).count, weight, line)
        return Weighed(
            line: line, party: party, firstSeen: firstSeen, list: list, measures: measures,
            sum: settings.evidence.combination.sum(measures))
    }

    /// - Parameter other: the sum of the line's best other candidate.
    func suggestion(_ weighed: Weighed, other: Double) -> StreamSuggestion {
        let (list, measures) = (weighed.list, weighed.measures)
        let combination = settings.evidence.combination
        let ratio = Self.decimal(combination.ratio(measures, other: other))
        return StreamSuggestion(
            line: weighed.line, party: names.party(ties.parties[weighed.party].key),
            log10Ratio: ScorerSettings.reported(
                ratio, within: settings.evidence.caps.range, weighed: seen.count),
            contributions: combination.contributions(measures, other: other).map {
                Contribution(part: $0.part, log10: Self.decimal($0.worth))
            },
            sharedContacts: list.shared.count,
            events: list.shared.reduce(0) { $0 + Int(ties.ties[$1.tie].events) },
            firstSeen: Instant(microseconds: weighed.firstSeen),
            first: Instant(
                microseconds: list.shared.map { ties.ties[$0.tie].first }.min() ?? weighed.firstSeen),
            last: Instant(
                microseconds: list.shared.map { ties.ties[$0.tie].last }.max() ?? weighed.firstSeen))
    }

    private func measures(
        _ list: ContactsTaken, _ strangers: Double, _ weight: OpenSet.Weight, _ line: Int
    ) -> [Measure: Double] {
        var line = lines[line]
        let taken = Double(list.all.count) + strangers
        let profile = line.profile()
        let margin = weight.line - weight.rival
        let nearest = weight.line - weight.nearest
        let new = seen.count - (line.ground?.parties ?? 0)
        return [
            .contactsFor: max(weight.ratio, 0), .contactsAgainst: min(weight.ratio, 0),
            .contactsRoot: OpenSetScorer.root(weight.ratio),
            .marginFor: max(margin, 0),
            .marginRoot: OpenSetScorer.root(margin),
            .nearestFor: max(nearest, 0), .nearestRoot: OpenSetScorer.root(nearest),
            // A number first seen after the closure knew nobody before it.
            .shared: OpenSetScorer.log1p(list.shared.count),
            .purity: Double(list.shared.count) / max(1, taken),
            .heaviest: Double(list.shared.count { profile.heaviest.contains($0.place) }),
            .cover: list.shared.reduce(0) { $0 + profile.shares[$1.place] },
            .size: log(1 + taken),
            // A stream that began after the closure cannot tell who is new: all are taken for known.
            .new: log(Double(seen.count + 1) / Double(new + 1)), .known: line.ground == nil ? 1 : 0,
        ]
    }

    /// The closed line's side and everybody else's. Natural logarithms.
    private mutating func openSet(_ list: ContactsTaken, _ party: Int, _ line: Int) -> OpenSet.Weight {
        let formula = OpenSetFormula(settings: settings.evidence)
        let profile = lines[line].profile()
        var rivals = Rivals(
            horizon: lines[line].ground == nil ? .max : lines[line].since, clock: progress.clock)
        let ground = lines[line].ground ?? .init(parties: seen.count, pairs: pairs.estimate)
        rivals.meanDegree = 2 * ground.pairs / Double(max(1, ground.parties))
        let mass = max(2, 2 * ground.pairs + 2 * Double(ground.parties))
        // A number listed as one that another line is to lose is that line, and no rival of itself.
        let key = ties.parties[party].key
        let crowd = StreamCrowd(around: line, besides: key, &self)
        // Those that nobody watches are strangers to everybody.
        let unwatched = ties.strangers(of: party).repeats(formula) * formula.floor
        var (side, strangers, ofCrowd) = (unwatched, unwatched, unwatched)
        for taken in list.all {
            let events = Int(ties.ties[taken].events)
            let contact = Int(ties.ties[taken].contact)
            let times = formula.repeats(events)
            let holders = rivals.holders(of: contact, besides: party, self)
            let popularity = (Double(holders.degree) + 2) / mass
            let share = lines[line].place(of: UInt32(contact)).map { profile.shares[$0] } ?? 0
            side += formula.gain(events: events, share: share, popularity)
            strangers += times * formula.floor
            ofCrowd += formula.gain(
                events: events, share: crowd?.share(of: UInt32(contact), &self) ?? 0, popularity)
            for holder in holders.ordinary {
                let gain = times * (formula.term(share: holder.share, popularity: popularity) - formula.floor)
                rivals.add(gain, toParty: holder.party)
            }
            for other in watch.lines(of: contact) where isRival(Int(other), of: line, besides: key) {
                let share = lines[Int(other)].share(of: UInt32(contact))
                guard share > 0 else { continue }
                let gain = times * (formula.term(share: share, popularity: popularity) - formula.floor)
                rivals.add(gain, toLine: Int(other))
            }
        }
        return formula.weight(
            line: side, strangers: strangers, rivals: RivalSides(rivals.sums.map { strangers + $0 }),
            itself: nil,
            crowd: crowd == nil ? nil : ofCrowd, others: Double(max(1, ground.parties - 1)))
    }

    /// Whether another watched line is an alternative: one that had the same number is the same line by another name, and
    /// one that has the candidate is the candidate.
    func isRival(_ other: Int, of line: Int, besides candidate: PartyKey) -> Bool {
        other != line
            && !lines[other].numbers.contains { $0 == candidate || lines[line].numbers.contains($0) }
    }

    /// Of a natural logarithm, to nine places, so that the order of sums does not show.
    private static func decimal(_ worth: Double) -> Double { (worth / log(10) * 1e9).rounded() / 1e9 }
}

/// The watched contacts that a candidate was in touch with, by its ties.
struct ContactsTaken {
    struct Shared {
        let tie: Int
        /// Among the line's contacts.
        let place: Int
    }

    /// Everybody's contacts left out.
    private(set) var all: [Int] = []
    private(set) var shared: [Shared] = []

    init(of party: Int, _ ties: borrowing WeighedTies, _ line: WatchedLine) {
        var all: [Int] = []
        ties.forEachTie(of: party) { tie in
            if !ties.isEverybodys(Int(ties.ties[tie].contact)) { all.append(tie) }
        }
        self.all = all
        shared = all.compactMap { tie in
            line.place(of: ties.ties[tie].contact).map { Shared(tie: tie, place: $0) }
        }
    }
}
