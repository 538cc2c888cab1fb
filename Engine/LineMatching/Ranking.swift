import CallRecords
import Telephony

/// The answer to a ``SuccessorQuestion``: candidates, best first, and what the records let the scorer see.
public struct Ranking: Sendable {
    /// Candidates with any evidence, by score, the party's order deciding ties so that a list reads the same twice.
    public let candidates: [Candidate]
    public let view: View
    /// What it was ranked with, the combination fitted for its view among it: kept with the answer.
    public let settings: ScorerSettings
    /// Which parties of the records could be candidates. Shape: [parties].
    private let visible: [Bool]
    private let parties: EventColumns.Dictionary<Party>
    /// What every visible party that shares no contact scores.
    let others: Others
    /// The best sums of the candidates; of none where the scorer gives no sums.
    let lead: Lead

    /// Scores of those that share no contact, by what is told apart of them.
    struct Others: Sendable {
        /// By kind. Shape: [``Kind/all``], or one for all.
        let scores: [Double]
        /// Each party's kind. Shape: [parties], or empty where one score serves all.
        let kinds: [UInt8]

        func score(_ party: Int) -> Double { scores[kinds.isEmpty ? 0 : Int(kinds[party])] }

        /// What is told apart of numbers that share no contact.
        struct Kind {
            /// Contacts told apart; more count as so many.
            static let most = 8

            /// How many it was in touch with since the closure.
            let contacts: Int
            /// Its events before the closure, as far as ``PriorUse`` tells them apart.
            let uses: Int

            init(contacts: Int, uses: Int) {
                (self.contacts, self.uses) = (min(contacts, Self.most), min(uses, PriorUse.most + 1))
            }

            var isNew: Bool { uses == 0 }
            /// Its place in ``all``.
            var index: Int { contacts + uses * (Self.most + 1) }

            static let all = (0...PriorUse.most + 1).flatMap { uses in
                (0...most).map { Kind(contacts: $0, uses: uses) }
            }
        }
    }

    init(
        candidates: [Candidate], view: View, visible: [Bool], parties: EventColumns.Dictionary<Party>,
        settings: ScorerSettings, others: Others = Others(scores: [0], kinds: []), lead: Lead = Lead([])
    ) {
        (self.settings, self.others, self.lead) = (settings, others, lead)
        self.candidates = candidates.sorted {
            $0.score != $1.score ? $0.score > $1.score : $0.party < $1.party
        }
        self.view = view
        self.visible = visible
        self.parties = parties
    }

    /// The same without some candidates, as if no record named them.
    func leavingOut(_ parties: Set<Party>) -> Ranking {
        guard !parties.isEmpty else { return self }
        var visible = visible
        for party in parties { if let place = self.parties.find(party) { visible[Int(place)] = false } }
        return Ranking(
            candidates: candidates.filter { !parties.contains($0.party) },
            view: view.weighing(visible.count { $0 }), visible: visible, parties: self.parties,
            settings: settings, others: others, lead: lead)
    }

    /// The same numbers weighed, with other candidates among them.
    func replacing(candidates: [Candidate]) -> Ranking {
        Ranking(
            candidates: candidates, view: view, visible: visible, parties: parties,
            settings: settings, others: others, lead: lead)
    }

    /// Whether a party is among those weighed: line-capable, not the closed number, and named by a record used.
    public func isVisible(_ party: Party) -> Bool {
        parties.find(party).map { visible[Int($0)] } ?? false
    }

    /// A party's score; that of all others where it is visible and has no evidence; nil where it is not visible.
    public func score(of party: Party) -> Double? {
        guard isVisible(party) else { return nil }
        return candidates.first { $0.party == party }?.score
            ?? parties.find(party).map { others.score(Int($0)) }
    }

    /// A party's place, 1 the best. Parties of equal score share the average of the places they take, those without
    /// evidence among them.
    public func rank(of party: Party) -> Double? {
        guard let score = score(of: party) else { return nil }
        let rest = scoresOfOthers(but: nil)
        let better =
            candidates.count { $0.score > score } + rest.reduce(0) { $0 + ($1.score > score ? $1.count : 0) }
        let equal =
            candidates.count { $0.score == score }
            + rest.reduce(0) { $0 + ($1.score == score ? $1.count : 0) }
        return Double(better) + Double(equal + 1) / 2
    }

    /// Scores of visible parties that are no candidates, each with how many have it.
    ///
    /// - Parameter party: left out.
    func scoresOfOthers(but party: Party?) -> [(score: Double, count: Int)] {
        var isCandidate = [Bool](repeating: false, count: visible.count)
        for known in candidates.map(\.party) + (party.map { [$0] } ?? []) {
            if let place = parties.find(known) { isCandidate[Int(place)] = true }
        }
        var counts = [Int](repeating: 0, count: others.scores.count)
        for place in visible.indices where visible[place] && !isCandidate[place] {
            counts[others.kinds.isEmpty ? 0 : Int(others.kinds[place])] += 1
        }
        return zip(others.scores, counts).filter { $0.1 > 0 }.map { (score: $0.0, count: $0.1) }
    }

    /// A candidate's place among the candidates alone; ties share the average. Nil where the party is none.
    ///
    /// A number that nothing is known of ranks above one that the records speak against, which is true and tells a
    /// person who reads a list of candidates nothing.
    public func standing(of party: Party) -> Double? {
        guard let score = candidates.first(where: { $0.party == party })?.score else { return nil }
        let better = candidates.count { $0.score > score }
        let equal = candidates.count { $0.score == score }
        return Double(better) + Double(equal + 1) / 2
    }

    /// What of the world these records show. Outside it nothing is known, which is not that nothing happened.
    public struct View: Hashable, Sendable, Codable {
        /// Line-capable parties weighed.
        public let weighed: Int
        /// Events used, before the closure and from it on.
        public let eventsBefore: Int
        public let eventsAfter: Int
        /// Contacts the closed number had before the closure.
        public let contacts: Int
        /// How many of those any record names from the closure on. Where few, the successor may be out of sight.
        public let contactsSeenAfter: Int
        /// Events that still name the closed number from the closure on.
        public let closedNumberEventsAfter: Int
        /// Whose records these look to be; nil in answers made before it was told.
        public let kind: Kind?

        /// Whose records are held, as far as the records themselves show. What is held decides more than the method: with
        /// some people's records only, rivals look smaller than they are.
        public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
            /// Those who are in touch with the line's contacts are seen with people outside its circle too, a quarter as many as
            /// they are or more.
            case network
            /// They are seen with the line's contacts alone, or with few others, and most of its attention went to contacts who are seen
            /// with others too.
            case contacts
            /// Most of its contacts are seen with the line only: their own records are not held.
            case few
        }

        public init(
            weighed: Int, eventsBefore: Int, eventsAfter: Int, contacts: Int, contactsSeenAfter: Int,
            closedNumberEventsAfter: Int, kind: Kind? = nil
        ) {
            self.kind = kind
            self.weighed = weighed
            self.eventsBefore = eventsBefore
            self.eventsAfter = eventsAfter
            self.contacts = contacts
            self.contactsSeenAfter = contactsSeenAfter
            self.closedNumberEventsAfter = closedNumberEventsAfter
        }

        func weighing(_ weighed: Int) -> View {
            View(
                weighed: weighed, eventsBefore: eventsBefore, eventsAfter: eventsAfter, contacts: contacts,
                contactsSeenAfter: contactsSeenAfter, closedNumberEventsAfter: closedNumberEventsAfter,
                kind: kind)
        }
    }
}

/// A number weighed as the successor, with the reasons.
public struct Candidate: Hashable, Sendable {
    public let party: Party
    /// Larger is stronger. The log10 likelihood ratio before it is capped, where the scorer gives one; else comparable
    /// within one ranking only. Never a probability.
    public let score: Double
    /// Contacts of the closed number that the candidate was in touch with from the closure on, heaviest first.
    public let sharedContacts: [SharedContact]
    /// When the candidate was first in touch with one of them from the closure on; of one that shares none, when it was
    /// first seen with the closed number's handset or SIM.
    public let firstContact: Instant
    /// When any record first names the candidate.
    public let firstSeen: Instant
    /// How many parties the candidate was in touch with from the closure on.
    public let contactsSince: Int
    /// What each part of the evidence adds; they sum to the score. Empty where the scorer gives no parts.
    public let contributions: [Contribution]
    /// Why handset, SIM, place and hours add what they do. Empty where nothing is stated, and for candidates that the
    /// contacts speak for least.
    public let attributes: [AttributeReason]

    public init(
        party: Party, score: Double, sharedContacts: [SharedContact], firstContact: Instant,
        firstSeen: Instant,
        contactsSince: Int, contributions: [Contribution] = [], attributes: [AttributeReason] = []
    ) {
        self.attributes = attributes
        (self.party, self.score, self.sharedContacts) = (party, score, sharedContacts)
        self.contributions = contributions
        (self.firstContact, self.firstSeen, self.contactsSince) = (firstContact, firstSeen, contactsSince)
    }

    /// Whether no record before the closure names the candidate.
    public func isNew(after closure: Instant) -> Bool { firstSeen >= closure }
}

/// A contact of the closed number that a candidate took up.
public struct SharedContact: Hashable, Sendable {
    public let party: Party
    public let eventsWithClosed: Int
    public let lastWithClosed: Instant
    /// From the closure on.
    public let eventsWithCandidate: Int
    public let firstWithCandidate: Instant
    /// How many parties of the records this contact is in touch with: a taxi firm, hundreds; a friend, few.
    public let popularity: Int
    /// Whether the two were in touch before the closure too, which tells little of a move.
    public let wereInTouchBefore: Bool
    /// log10 of how much likelier this contact is for the closed line than for a newcomer, by itself; 0 where the scorer
    /// weighs none.
    public let weight: Double

    public init(
        party: Party, eventsWithClosed: Int, lastWithClosed: Instant, eventsWithCandidate: Int,
        firstWithCandidate: Instant, popularity: Int, wereInTouchBefore: Bool, weight: Double
    ) {
        (self.party, self.eventsWithClosed, self.lastWithClosed) = (party, eventsWithClosed, lastWithClosed)
        (self.eventsWithCandidate, self.firstWithCandidate) = (eventsWithCandidate, firstWithCandidate)
        (self.popularity, self.wereInTouchBefore, self.weight) = (popularity, wereInTouchBefore, weight)
    }
}
