/// Every setting of ``OpenSetScorer`` as one value. With the records and the question it makes an answer repeatable.
public struct EvidenceSettings: Hashable, Sendable, Codable {
    /// `exploratory`, for searching, or `confirmatory`, for court; frozen from the first release on.
    public var name = "exploratory"
    /// What events are worth.
    public var events = Events()
    /// What is taken for granted before any record is read.
    public var priors = Priors()
    /// Candidates held against everybody known: so many, the strongest before anybody known is thought of, and all others for whom
    /// anything speaks by then.
    public var weighedInFull = 200
    /// How contacts that changed number are followed.
    public var friends = Friends()
    /// What the order of a broadcast says.
    public var order = Order()
    /// How measures are combined, by whose records are held.
    public var combinations = Combinations.fitted
    /// What an answer rests on.
    public var basis = Basis()
    /// How handset, SIM, place and hours are weighed.
    public var attributes = AttributeSettings()
    /// How far from nought a ratio may be reported.
    public var caps = Caps()

    public init() {}

    public struct Events: Hashable, Sendable, Codable {
        /// Days after which an event with the closed number weighs half (``Fading``). Trials found the optimum flat from 15 to 60.
        public var halfLifeDays = 30.0
        /// What a repeated event adds, per natural logarithm of the count. Source: trials; repeats are worth little.
        public var repeatWeight = 0.3
    }

    public struct Priors: Hashable, Sendable, Codable {
        /// The share of a line's contacts that are strangers to its profile. Source: trials.
        public var stranger = 0.5
        /// The share of numbers that are nobody known. Source: trials.
        public var newcomer = 0.3
        /// The share of numbers that begin with a list from the closed line's own crowd. An assumption: as many as
        /// newcomers related to nobody.
        public var crowd = 0.3
        /// The share of numbers known before the closure that go on being merely themselves. An assumption.
        public var itself = 0.5
    }

    public struct Friends: Hashable, Sendable, Codable {
        /// Rounds of following contacts that changed number; nought leaves them unfollowed.
        public var rounds = 3
        /// The least log10 likelihood ratio at which a contact's new number is followed. An assumption.
        public var ratio = 1.0
        /// The least number of events expected since the closure before a contact's silence counts. An assumption:
        /// three are missed by chance once in twenty (e^-3).
        public var events = 3.0
    }

    public struct Order: Hashable, Sendable, Codable {
        /// From how many standard deviations on it says something, and at how many it says the most. Assumptions: four
        /// come by chance once in thirty thousand.
        public var from = 4.0
        public var upTo = 8.0
        /// The most that it ever says, log10. An assumption, and low: lists sorted by name or number agree as well.
        public var cap = 1.0
    }

    public struct Basis: Hashable, Sendable, Codable {
        /// Whose records are held. The scorer sees for itself and sets it; what is kept with an answer says it.
        public var view = Ranking.View.Kind.network
        /// Whether anything that a clock tells is used.
        public var usesClock = true
    }

    /// Log10 likelihood ratios.
    public struct Caps: Hashable, Sendable, Codable {
        /// The greatest ever reported. Source: on public networks ratios said to be above 10^4 were not borne out.
        public var most = 4.0
        /// How far below nought one is ever reported. Source: of known successors in networks left out of the fit, more were given a
        /// thousandth than one in a thousand may be, and as many a three-hundredth as may be (Vergeer et al., "Numerical likelihood
        /// ratios outputted by LR systems are often based on extrapolation: when to stop extrapolating?", Science & Justice 2016).
        public var mostAgainst = 2.5

        /// Those that are reported: none beyond.
        public var range: ClosedRange<Double> { -mostAgainst...most }
    }

    public static let exploratory = EvidenceSettings()
    /// From the first release on frozen: a later version of the software then adds another and leaves this one as it is.
    public static let confirmatory = {
        var settings = EvidenceSettings()
        settings.name = "confirmatory"
        // Following a contact's new number is a step of inference of its own, which a court would have to follow too.
        settings.friends.rounds = 0
        // That a handset or an order is the same is a fact to be shown; what it is worth rests on assumptions that nobody has tested.
        (settings.attributes, settings.order.cap) = (.none, 0)
        return settings
    }()

    /// The combination in use.
    var combination: Combination {
        let pair = combinations[basis.view]
        return basis.usesClock ? pair.clocked : pair.withoutClock
    }

    /// By name, as they are kept with an answer.
    var parameters: [String: Double] {
        var found: [String: Double] = [
            "half_life_days": events.halfLifeDays, "repeat_weight": events.repeatWeight,
            "stranger_share": priors.stranger,
            "newcomer_share": priors.newcomer, "crowd_share": priors.crowd, "self_share": priors.itself,
            "weighed_in_full": Double(weighedInFull),
            "friend_rounds": Double(friends.rounds), "friend_ratio": friends.ratio,
            "friend_events": friends.events,
            "order_from": order.from, "order_up_to": order.upTo, "order_cap": order.cap,
            "uses_clock": basis.usesClock ? 1 : 0, "cap": caps.most, "cap_against": caps.mostAgainst,
        ]
        for (measure, weight) in combination.weights { found["weight_" + measure.rawValue] = weight }
        for (place, bend) in combination.calibration.bends.enumerated() { found["bend_\(place + 1)"] = bend }
        for (place, slope) in combination.calibration.slopes.enumerated() {
            found["slope_\(place + 1)"] = slope
        }
        found.merge(attributes.parameters) { mine, _ in mine }
        found["height"] = combination.calibration.height
        let nothing = combination.calibration.nothing
        found["behind"] = combination.calibration.behind
        found["nothing_shared"] = nothing.base
        found["nothing_strangers"] = nothing.strangers
        found["nothing_quiet"] = nothing.quiet
        found["nothing_new"] = nothing.new
        found["nothing_barely_used"] = nothing.barelyUsed
        found["nothing_known"] = nothing.known
        found["nothing_behind"] = nothing.behind
        return found
    }
}
