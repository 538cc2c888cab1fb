extension TrafficSettings {
    /// One figure: what it means, its bounds, and where it comes from.
    public struct Knob: Sendable {
        public let name: String
        public let meaning: String
        /// A fact's number, a publication, or *assumption*.
        public let source: String
        /// What it may be.
        public let range: ClosedRange<Double>
        let value: @Sendable (TrafficSettings) -> Double

        init(
            _ name: String, _ range: ClosedRange<Double>, _ meaning: String, _ source: String,
            _ value: @escaping @Sendable (TrafficSettings) -> Double
        ) {
            self.name = name
            self.meaning = meaning
            self.source = source
            self.range = range
            self.value = value
        }

        /// The figure in these settings.
        public func callAsFunction(_ settings: TrafficSettings) -> Double { value(settings) }
    }

    /// All of them, in the order of the manual. The few figures that are none of these stand in docs/method/SYNTHESIS.md,
    /// under “Figures that are no knobs”.
    public static let knobs: [Knob] =
        peopleKnobs + callKnobs + otherKnobs + lineKnobs + tradeKnobs + closureKnobs + successorKnobs
        + rivalKnobs + phoneKnobs

    static let share = 0.0...1.0

    private static let peopleKnobs = [
        Knob("people.days", 3...400, "days of records", "assumption") { Double($0.people.days) },
        Knob(
            "people.count", 1_024...60_000_000, "people with a telephone, made up to whole towns",
            "assumption; the United Kingdom had 84.8 million subscriptions in 2015 (Ofcom, Communications Market 2016)"
        ) { Double($0.people.count) },
        Knob(
            "people.perTown", 1_024...1_048_576, "people of a town, made up to a multiple of 1,024",
            "assumption"
        ) { Double($0.people.perTown) },
        Knob(
            "people.medianCircle", 2...200, "people somebody of the middle sort knows by telephone",
            "assumption; skewed as in Seshadri and others, KDD 2008: log-normal body, Pareto tail"
        ) { $0.people.medianCircle },
        Knob("people.circleSigma", 0...3, "spread of ln(circle)", "assumption; see medianCircle") {
            $0.people.circleSigma
        },
        Knob(
            "people.circleTailFrom", 2...1_000, "circle from which the tail is a power law",
            "assumption; see medianCircle"
        ) { $0.people.circleTailFrom },
        Knob(
            "people.circleTailExponent", 1.5...20, "exponent of the tail's density",
            "assumption; a power-law tail: Seshadri 2008, Onnela and others, New J. Phys. 9:179, 2007"
        ) { $0.people.circleTailExponent },
        Knob("people.largestCircle", 2...1_000, "nobody knows more people", "assumption") {
            $0.people.largestCircle
        },
        Knob(
            "people.numberChangesPerYear", 0...2, "share of people who take a new number in a year",
            "24 % changed provider in a year, and 43 % of those did not keep the number (uSwitch poll, easier.com/68002): 10.3 %"
        ) { $0.people.numberChangesPerYear },
    ]

    static let recordedShareKnob = Knob(
        "calls.recordedShare", 0.000_1...20,
        "share of ordinary traffic that is in the records; above 1 there is more than cited",
        "assumption: makes a run as large as is asked for"
    ) { $0.calls.recordedShare }

    private static let callKnobs = [
        Knob(
            "calls.callsPerDay", 0...50, "calls a person makes a day",
            "170 billion minutes in 2022 (Ofcom, 2023) at 3 min 40 s a call (Ofcom, Mobile Matters 2020) and some 85 million subscriptions: 1.5"
        ) { $0.calls.callsPerDay },
        Knob(
            "calls.textsPerDay", 0...50, "texts a person sends a day",
            "36 billion in 2022 (Ofcom, 2023) by some 85 million subscriptions: 1.15; 3.3 in 2015"
        ) { $0.calls.textsPerDay },
        recordedShareKnob,
        Knob(
            "calls.activitySigma", 0...3, "spread of ln(calls of a person)",
            "a quarter make fewer than five calls a month (Ofcom, Mobile Matters 2019): 1.5 with the mean above"
        ) { $0.calls.activitySigma },
        Knob("calls.silentShare", 0...0.9, "share who begin nothing", "6 % (Ofcom, Mobile Matters 2019)") {
            $0.calls.silentShare
        },
        Knob(
            "calls.followOnShare", 0...0.9, "chance that an event between two people is followed by another",
            "assumption; bursts belong to pairs: Karsai and others, PLoS ONE 7:e40612, 2012"
        ) { $0.calls.followOnShare },
        Knob(
            "calls.followOnExponent", 0.05...0.95,
            "exponent of the density of the time to the next event of a burst, 15 s to 6 h",
            "heavy tail: Jo and others, New J. Phys. 14:013055, 2012; the value 0.7 recalled from Karsai and others, Sci. Rep. 2:397, 2012"
        ) { $0.calls.followOnExponent },
        Knob(
            "calls.medianSeconds", 5...1_000, "median length of a call",
            "60 % end within 90 s (Ofcom, Mobile Matters 2019): 63.6 s with the shape below"
        ) { $0.calls.medianSeconds },
        Knob(
            "calls.lengthShape", 1.05...10, "shape of the log-logistic distribution of lengths, cut at 2 h",
            "log-logistic: Vaz de Melo and others, ECML PKDD 2010; 1.17 gives Ofcom's mean of 3 min 40 s"
        ) { $0.calls.lengthShape },
    ]

    private static let otherKnobs = [
        Knob(
            "others.businessesPerTown", 1...1_000,
            "businesses of a town: taxi firms, take-aways, surgeries; of n the one at rank k is rung about as ln(n/k): the first of 40 by one caller in nine",
            "assumption"
        ) { Double($0.others.businessesPerTown) },
        Knob(
            "others.businessShare", share, "chance that what a person begins is a call to a business",
            "assumption"
        ) {
            $0.others.businessShare
        },
        Knob(
            "others.serviceShare", share,
            "events with services (senders' names, voicemail, withheld callers) for each call or text of people",
            "assumption; kinds from facts 4.26"
        ) { $0.others.serviceShare },
        Knob("others.helplineShare", share, "chance that it is a call to a helpline", "assumption") {
            $0.others.helplineShare
        },
        Knob(
            "others.advertisersPerTown", 0...100,
            "honest businesses of a town that text their customers from a mobile number", "assumption"
        ) { Double($0.others.advertisersPerTown) },
        Knob("others.advertiserList", 1...5_000, "customers such a business texts", "assumption") {
            Double($0.others.advertiserList)
        },
        Knob("others.advertsPerWeek", 0...7, "times a week it does", "assumption") {
            $0.others.advertsPerWeek
        },
        Knob(
            "others.advertReplyShare", share,
            "share of those texted who text or ring back, to be left alone or to book",
            "assumption"
        ) {
            $0.others.advertReplyShare
        },
    ]

    private static let lineKnobs = [
        Knob(
            "lines.count", 1...50_000, "lines at the beginning",
            "assumption; Sussex had 36 to 42 (facts 3.6), the nation some 1,000 branded lines with more than 2,000 numbers (3.1)"
        ) { Double($0.lines.count) },
        Knob(
            "lines.secondNumberShare", share, "share of lines that work a second number",
            "assumption; about two numbers a line over time (facts 3.1)"
        ) { $0.lines.secondNumberShare },
        Knob("lines.thirdNumberShare", share, "share of those that work a third", "assumption; see above") {
            $0.lines.thirdNumberShare
        },
        Knob(
            "lines.sharedBetweenNumbers", share,
            "chance of each on a line's first list to be put on a further number's; the fewer buyers a town has, the more are on both besides",
            "assumption"
        ) { $0.lines.sharedBetweenNumbers },
        Knob(
            "lines.medianList", 1...2_000,
            "median contacts on a number's list, where its one or two towns have so many buyers",
            "assumption; over 100 to over 2,000 were seen (facts 3.13)"
        ) {
            $0.lines.medianList
        },
        Knob("lines.listSigma", 0...3, "spread of ln(list)", "assumption, to span facts 3.13") {
            $0.lines.listSigma
        },
        Knob("lines.smallestList", 2...2_000, "shortest list", "assumption") {
            Double($0.lines.smallestList)
        },
        Knob(
            "lines.largestList", 2...5_000,
            "longest list; a list is no longer than the buyers of its towns: some 160 or 330 in the county, 820 or 1,640 in the evaluation",
            "over 2,000 in one campaign (facts 3.13)"
        ) {
            Double($0.lines.largestList)
        },
        Knob(
            "lines.usersShare", 0.000_1...1,
            "share of people who buy from lines; users hold adverts of several lines (facts 3.16)",
            "assumption"
        ) { $0.lines.usersShare },
        Knob(
            "lines.secondTownShare", share, "share of numbers that serve two towns",
            "assumption"
        ) {
            $0.lines.secondTownShare
        },
        Knob(
            "lines.runners", 0...20, "runners of a number, in the mean",
            "graft phones pass between people (facts 3.12); assumption"
        ) {
            $0.lines.runners
        },
    ]

    private static let tradeKnobs = [
        Knob(
            "trade.advertHours", 0...8, "hours of the day at which a line may advertise",
            "assumption; flares, facts 3.12"
        ) {
            $0.trade.advertHours
        },
        Knob(
            "trade.advertShare", share, "chance that it does, each day and hour",
            "assumption; bulk texts, facts 3.8"
        ) {
            $0.trade.advertShare
        },
        Knob(
            "trade.textsAtOnce", 1...5_000, "texts sent in one go; the rest of a list waits 20 minutes",
            "500 (facts 3.9); the wait an assumption"
        ) {
            Double($0.trade.textsAtOnce)
        },
        Knob("trade.secondsPerText", 0.2...60, "mean seconds from one text to the next", "assumption") {
            $0.trade.secondsPerText
        },
        Knob(
            "trade.ordersPerDay", 0...20, "orders a customer makes a day, in the mean",
            "assumption; hundreds of calls and texts a day, facts 3.10"
        ) {
            $0.trade.ordersPerDay
        },
        Knob(
            "trade.orderSigma", 0...3, "spread of ln(orders of a customer)",
            "75 to 81 % of users are below the mean (facts 3.16): 1.54"
        ) {
            $0.trade.orderSigma
        },
        Knob(
            "trade.advertReplyShare", share,
            "share of orders that follow an advert within two hours, on days when there is one: a third of all orders",
            "assumption"
        ) {
            $0.trade.advertReplyShare
        },
        Knob(
            "trade.textOrderShare", share, "share of orders made by text",
            "assumption; text orders exist, facts 3.16"
        ) {
            $0.trade.textOrderShare
        },
        Knob(
            "trade.answerShare", share, "share of orders to which the customer is contacted back",
            "facts 3.16 (“confirmed”); the share an assumption"
        ) {
            $0.trade.answerShare
        },
        Knob(
            "trade.runnerAnswerShare", share, "share of those that a runner makes",
            "facts 3.16; the share an assumption"
        ) {
            $0.trade.runnerAnswerShare
        },
        Knob(
            "trade.chaseShare", 0...0.9, "chance that a customer rings again before the delivery",
            "facts 3.14(b): 1 contact or 50; assumption"
        ) {
            $0.trade.chaseShare
        },
        Knob(
            "trade.runnerCallsPerDay", 0...100,
            "calls and texts between the line and each runner a day, besides those that hand an order over",
            "assumption"
        ) {
            $0.trade.runnerCallsPerDay
        },
        Knob("trade.newcomersPerDay", 0...50, "new customers of a number a day", "assumption") {
            $0.trade.newcomersPerDay
        },
        Knob(
            "trade.automaticReplyShare", share, "share of calls answered by an automatic text",
            "exist, facts 3.14(f); the share an assumption"
        ) {
            $0.trade.automaticReplyShare
        },
        Knob(
            "trade.shortCallShare", share,
            "share of calls to a line too short for a word, under five seconds",
            "assumption; calls of over six seconds count as a contact (facts 3.14)"
        ) {
            $0.trade.shortCallShare
        },
    ]
}
