extension TrafficSettings {
    static let closureKnobs = [
        Knob(
            "closures.share", share, "share of numbers that are closed",
            "assumption; Sussex made 206 disruptions on about 40 lines in a year, facts 3.6"
        ) {
            $0.closures.share
        },
        Knob(
            "closures.againShare", share,
            "chance that a successor is closed too, where two days and more are left for it: of all successors fewer are",
            "assumption"
        ) {
            $0.closures.againShare
        },
        Knob(
            "closures.firstDay", 1...399,
            "day of the first closure, so that there is something to know a line by", "assumption"
        ) {
            Double($0.closures.firstDay)
        },
        Knob("closures.clearDays", 1...399, "days of records after the last closure", "assumption") {
            Double($0.closures.clearDays)
        },
        Knob(
            "closures.orderShare", share, "closed by an order",
            "assumption, higher than 11 orders to 105 lines in Essex (facts 3.17)"
        ) {
            $0.closures.orderShare
        },
        Knob(
            "closures.seizureShare", share, "closed by seizing the handset",
            "assumption, lower than 372 of 410 closures by arrest (facts 3.5): an arrest need not find the handset"
        ) {
            $0.closures.seizureShare
        },
        Knob("closures.providerShare", share, "cut off by the provider; the rest are abandoned", "assumption")
        {
            $0.closures.providerShare
        },
        Knob(
            "closures.movedShare", share, "the list moves to one new number",
            "gangs recover quickly (facts 2.5, 2.13, 2.18); assumption"
        ) {
            $0.closures.movedShare
        },
        Knob("closures.partialShare", share, "a part of the list moves", "assumption") {
            $0.closures.partialShare
        },
        Knob("closures.splitShare", share, "two new numbers share the list", "assumption") {
            $0.closures.splitShare
        },
        Knob(
            "closures.soldShare", share, "the line is sold; of the rest nothing moves",
            "lines are sold for up to £25,000 (facts 3.11); assumption"
        ) {
            $0.closures.soldShare
        },
    ]

    static let successorKnobs = [
        Knob(
            "successors.medianHours", 0.1...1_000,
            "median hours from closure until the line would be back; if it is shut then, it is back in the hour after it opens",
            "assumption, between “sometimes within an hour” (facts 2.14) and “literally 24 hours later” (2.18)"
        ) {
            $0.successors.medianHours
        },
        Knob(
            "successors.hoursSigma", 0...4,
            "spread of ln(hours); what comes of it is measured below",
            "assumption, to span facts 2.14 and 2.18"
        ) {
            $0.successors.hoursSigma
        },
        Knob("successors.saleHours", 0.1...1_000, "median hours where the line is sold", "assumption") {
            $0.successors.saleHours
        },
        Knob(
            "successors.shortestMinutes", 1...60, "shortest time; a shorter or longer one is drawn again",
            "assumption"
        ) {
            $0.successors.shortestMinutes
        },
        Knob(
            "successors.longestHours", 1...1_000, "longest time, but for a wait until the line opens",
            "assumption"
        ) {
            $0.successors.longestHours
        },
        Knob(
            "successors.wholeListShare", share, "share of the list that a whole move texts, in the mean",
            "the list follows by one broadcast (facts 3.11); assumption"
        ) {
            $0.successors.wholeListShare
        },
        Knob(
            "successors.partialListShare", share, "share of the list that a partial move texts, in the mean",
            "assumption"
        ) {
            $0.successors.partialListShare
        },
        Knob(
            "successors.quietShare", share, "share of moves without a first broadcast: word goes round",
            "assumption"
        ) {
            $0.successors.quietShare
        },
        Knob(
            "successors.quietHours", 1...240,
            "hours during which word of such a move goes round; no advert before",
            "assumption"
        ) {
            $0.successors.quietHours
        },
        Knob(
            "successors.bookOrderShare", share,
            "share of moves that keep the order of the copied telephone book", "assumption"
        ) {
            $0.successors.bookOrderShare
        },
        Knob(
            "successors.strangersShare", share,
            "buyers of the town asked besides, as a share of those taken along; whoever was on the old list is left out",
            "assumption; off-list customers, facts 3.16"
        ) {
            $0.successors.strangersShare
        },
        Knob("successors.uptakeShare", share, "share of those texted who go on buying", "assumption") {
            $0.successors.uptakeShare
        },
        Knob(
            "successors.sameHoursShare", share, "share of moves that keep opening and advertising hours",
            "assumption"
        ) {
            $0.successors.sameHoursShare
        },
        Knob(
            "successors.sameRunnersShare", share, "chance that a runner stays, with the same telephone",
            "assumption"
        ) {
            $0.successors.sameRunnersShare
        },
        Knob(
            "successors.preparedShare", share,
            "share of new numbers, rivals' as successors', tried with a call before the closure", "assumption"
        ) {
            $0.successors.preparedShare
        },
        Knob(
            "successors.trialDays", 0.1...60,
            "that call is made evenly in so many days, up to an hour before the closure",
            "assumption"
        ) {
            $0.successors.trialDays
        },
        Knob(
            "successors.strayShare", share, "share of customers who try the closed number once or more",
            "assumption"
        ) {
            $0.successors.strayShare
        },
        Knob(
            "successors.toldElsewhereShare", share,
            "share of those not texted and still buying who hear of the new number within days", "assumption"
        ) {
            $0.successors.toldElsewhereShare
        },
        Knob(
            "successors.customerChangesPerYear", 0...12, "share of users who take a new number in a year",
            "assumption"
        ) {
            $0.successors.customerChangesPerYear
        },
    ]

    static let rivalKnobs = [
        Knob(
            "rivals.perClosure", 0...20,
            "others who advertise to the same people after a closure, in the mean",
            "users hold adverts of several lines (facts 3.16); assumption"
        ) {
            $0.rivals.perClosure
        },
        Knob(
            "rivals.newNumberShare", share, "share of them that begin that day on a new number", "assumption"
        ) {
            $0.rivals.newNumberShare
        },
        Knob(
            "rivals.medianHours", 0.05...1_000,
            "median hours from closure to a rival's advert; if the rival is shut then, it follows in the hour after it opens",
            "assumption"
        ) {
            $0.rivals.medianHours
        },
        Knob("rivals.hoursSigma", 0...4, "spread of ln(hours)", "assumption") { $0.rivals.hoursSigma },
        Knob("rivals.shortestMinutes", 1...60, "shortest time, as of successors", "assumption") {
            $0.rivals.shortestMinutes
        },
        Knob("rivals.longestHours", 1...1_000, "longest time, as of successors", "assumption") {
            $0.rivals.longestHours
        },
        Knob(
            "rivals.reachesShare", share,
            "share of the closed number's list that a rival texts on purpose, in the mean; its own list has more of them, the fewer buyers a town has",
            "assumption"
        ) {
            $0.rivals.reachesShare
        },
        Knob(
            "rivals.takesOverShare", share, "share of those who then buy from the rival, where nothing moved",
            "users split purchases (facts 3.16); assumption"
        ) {
            $0.rivals.takesOverShare
        },
        Knob("rivals.takesOverElsewhereShare", share, "the same share where the line moved", "assumption") {
            $0.rivals.takesOverElsewhereShare
        },
        Knob(
            "rivals.ownBuyersShare", share, "share of the rest of a new rival's list who buy from it",
            "assumption"
        ) {
            $0.rivals.ownBuyersShare
        },
    ]

    static let phoneKnobs = [
        Knob(
            "phones.sameHandsetShare", share,
            "share of moves that put a new SIM into the old handset, where it was not seized", "assumption"
        ) {
            $0.phones.sameHandsetShare
        },
        Knob(
            "phones.newHandsetShare", share,
            "share of a line's telephones whose SIM is meant to go into another handset, some day before the records end; fewer serve so long",
            "assumption"
        ) { $0.phones.newHandsetShare },
        Knob(
            "phones.batchSize", 1...1_000, "cheap handsets bought together, with serial numbers in a row",
            "20 for £150 (facts 3.9); that they lie in a row, and that a line has a row to itself, an assumption"
        ) {
            Double($0.phones.batchSize)
        },
        Knob(
            "phones.fourteenDigitShare", share, "share of handsets written with fourteen digits",
            "facts 4.24; the share an assumption"
        ) {
            $0.phones.fourteenDigitShare
        },
        Knob(
            "phones.spareDigitShare", share, "share written with a spare 0 as the fifteenth",
            "facts 4.24; the share an assumption"
        ) {
            $0.phones.spareDigitShare
        },
        Knob(
            "phones.reissuedShare", share,
            "share of new numbers that were somebody's before, and still get a stray text",
            "assumption; 4.7 million reissued in 2013 among 83 million (Ofcom figures), which is 5.7 % of all numbers in a year, not of new ones"
        ) {
            $0.phones.reissuedShare
        },
        Knob(
            "phones.cellsPerTown", 1...10_000, "cells of a town",
            "assumption; three aerials a site, facts 4.11"
        ) {
            Double($0.phones.cellsPerTown)
        },
        Knob(
            "phones.sameCellsShare", share, "share of moves that stay at the same address",
            "cuckooed addresses change (facts 6.3); assumption"
        ) {
            $0.phones.sameCellsShare
        },
        Knob(
            "phones.statesHandsetsAndCells", share, "1: records state handsets and cells",
            "a county's do, a nation's need not (facts 4.10)"
        ) {
            $0.phones.statesHandsetsAndCells ? 1 : 0
        },
    ]
}

/// Why no traffic can be made of settings.
public enum TrafficRefusal: Error, Hashable, Sendable {
    /// A figure outside its bounds, or no number at all.
    case outside(knob: String, value: Double, lowest: Double, highest: Double)
    /// The first day does not begin at a midnight, UTC, from 1970 on, or the last does not end in 2099.
    case startsAtNoMidnight(seconds: Int64)
    /// Shares that make up a whole come to more than it.
    case sharesAboveOne(knobs: String, sum: Double)
    /// The shortest list is longer than the longest.
    case listsReversed(smallest: Int, largest: Int)
    /// No day is left for a closure between the first and those kept clear.
    case noDayForClosures(days: Int, firstDay: Int, clearDays: Int)
    /// More numbers would be needed than are invented.
    case tooManyNumbers(needed: Int, available: Int)
    /// So many rows cannot be made of so few people, or so few of so many lines.
    case rowsOutOfReach(asked: Int, least: Int, most: Int)
}

extension TrafficSettings {
    /// Checks every figure, and those that hang together.
    public func validate() throws(TrafficRefusal) {
        for knob in Self.knobs {
            let value = knob(self)
            guard value.isFinite, knob.range.contains(value) else {
                throw .outside(
                    knob: knob.name, value: value, lowest: knob.range.lowerBound,
                    highest: knob.range.upperBound)
            }
        }
        let latest = 4_102_444_800 - Int64(people.days) * 86_400
        guard startSeconds % 86_400 == 0, (0...latest).contains(startSeconds) else {
            throw .startsAtNoMidnight(seconds: startSeconds)
        }
        let means = closures.orderShare + closures.seizureShare + closures.providerShare
        guard means <= 1.000_000_1 else {
            throw .sharesAboveOne(knobs: "order, seizure, provider", sum: means)
        }
        let ends = closures.movedShare + closures.partialShare + closures.splitShare + closures.soldShare
        guard ends <= 1.000_000_1 else {
            throw .sharesAboveOne(knobs: "moved, partial, split, sold", sum: ends)
        }
        let targets = others.businessShare + others.helplineShare
        guard targets <= 1.000_000_1 else {
            throw .sharesAboveOne(knobs: "business, helpline", sum: targets)
        }
        let digits = phones.fourteenDigitShare + phones.spareDigitShare
        guard digits <= 1.000_000_1 else {
            throw .sharesAboveOne(knobs: "fourteenDigit, spareDigit", sum: digits)
        }
        guard lines.smallestList <= lines.largestList else {
            throw .listsReversed(smallest: lines.smallestList, largest: lines.largestList)
        }
        guard closures.firstDay + closures.clearDays < people.days else {
            throw .noDayForClosures(
                days: people.days, firstDay: closures.firstDay, clearDays: closures.clearDays)
        }
    }
}
