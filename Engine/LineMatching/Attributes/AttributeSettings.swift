/// The figures by which handset, SIM, place and hours are weighed.
///
/// No public network states a handset or a SIM, so none of these is fitted: each is stated, with its source or as an
/// assumption, and none is taken from the knobs of Ringfence's own invented traffic.
public struct AttributeSettings: Hashable, Sendable, Codable {
    /// Which are weighed.
    public var parts: [EvidencePart] = [.handset, .sim, .place, .hours]
    /// A handset outlives its number, and is passed between people ("graft phone", facts 3.12).
    public var handset = Belonging(kept: 0.25, passedOn: 0.1)
    /// A new number is nearly always a new SIM; a SIM under a second number is nearly always the same holder's.
    public var sim = Belonging(kept: 0.02, passedOn: 0.01)
    public var place = Place()
    public var hours = Hours()

    public init() {}

    /// Nothing weighed.
    public static let none = {
        var settings = AttributeSettings()
        settings.parts = []
        return settings
    }()

    /// Figures for a thing that a number leaves behind and another takes up. Assumptions, all of them.
    public struct Belonging: Hashable, Sendable, Codable {
        /// The share of successors that take it up. Of a handset a quarter: nine closures in ten come with an arrest (facts
        /// 3.5), which takes the handset; of the rest not all keep it.
        public var kept: Double
        /// Days before the closure within which the line must have used it: what it left longer ago went elsewhere then. An
        /// assumption.
        public var days = 28.0
        /// How many numbers unrelated to the line it goes on to: sold, lent or reissued.
        public var passedOn: Double
        /// How many numbers about a line it might have gone to: its customers, runners and rivals. Lists run from tens to
        /// two thousand numbers.
        public var crowd = 1_000.0
        /// The most that it can be worth, in decades. Nobody has measured it.
        public var cap = 3.0
        /// The same where both numbers use it side by side, one person with two numbers or one crew, which is not yet a
        /// successor; and where the line had left it long before.
        public var commonCap = 0.5
        /// The least worth, in decades, at which a number that shares no contact becomes a candidate for it.
        public var alone = 1.0

        public init(kept: Double, passedOn: Double) { (self.kept, self.passedOn) = (kept, passedOn) }
    }

    public struct Place: Hashable, Sendable, Codable {
        /// Days before the closure whose cells are the line's place. An assumption: addresses last weeks (facts 6.3).
        public var days = 28.0
        /// The share of successors that work where the line did. An assumption.
        public var kept = 0.5
        /// The share of a phone's hours in cells that are strange to its place. An assumption.
        public var strangeShare = 0.2
        /// For how many candidates everybody's habits count among the other candidates' own. An assumption.
        public var crowdSmoothing = 10.0
        /// What further hours add, per natural logarithm of their count: as for repeated events with a contact.
        public var repeatWeight = 0.3
        /// The most and, below nought, the least that it can be worth, in decades: the same cell is not the same place
        /// (facts 4.22).
        public var cap = 2.0

        public init() {}
    }

    public struct Hours: Hashable, Sendable, Codable {
        /// Days before the closure whose hours are the line's. An assumption.
        public var days = 28.0
        /// How many hours of everybody's rhythm are mixed into a line's own, lest few hours say much. An assumption.
        public var smoothing = 24.0
        /// The share of successors that keep the line's hours. An assumption.
        public var kept = 0.7
        /// What further hours add, per natural logarithm of their count.
        public var repeatWeight = 0.3
        /// The most and, below nought, the least that it can be worth, in decades. Source: in trials the hour of day alone
        /// was nearly useless.
        public var cap = 0.5

        public init() {}
    }

    /// By name, as they are kept with an answer.
    var parameters: [String: Double] {
        var found: [String: Double] = [:]
        for part in [EvidencePart.handset, .sim, .place, .hours] {
            found["weighs_" + part.rawValue] = parts.contains(part) ? 1 : 0
        }
        for (name, thing) in [("handset", handset), ("sim", sim)] {
            found[name + "_kept"] = thing.kept
            found[name + "_days"] = thing.days
            found[name + "_passed_on"] = thing.passedOn
            found[name + "_crowd"] = thing.crowd
            found[name + "_cap"] = thing.cap
            found[name + "_common_cap"] = thing.commonCap
            found[name + "_alone"] = thing.alone
        }
        found["place_days"] = place.days
        found["place_kept"] = place.kept
        found["place_strange_share"] = place.strangeShare
        found["place_crowd_smoothing"] = place.crowdSmoothing
        found["place_repeat_weight"] = place.repeatWeight
        found["place_cap"] = place.cap
        found["hours_days"] = hours.days
        found["hours_smoothing"] = hours.smoothing
        found["hours_kept"] = hours.kept
        found["hours_repeat_weight"] = hours.repeatWeight
        found["hours_cap"] = hours.cap
        return found
    }
}
