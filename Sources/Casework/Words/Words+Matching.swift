import LineMatching

/// What an answer says, and what it does not.
extension Words {
    /// Said wherever an answer is shown, because a score is easily over-read.
    package static let scoreCaution = """
        A likelihood ratio says how much better the records fit if this number now serves the line than if it does \
        not. It is no probability that it does, and it speaks of a phone, never of a person.
        """

    /// Said wherever a stream's suggestions are shown. Source: docs/method/STREAM.md.
    package static let streamCaution = """
        A stream keeps little, and a rival’s new number may look like the line’s own. On invented traffic, one in three of the \
        numbers told of at 1,000 was the line’s. Look at each with all the records before anything is done.
        """

    /// A likelihood ratio as a number and in words, on the scale of the ENFSI guideline (2015).
    package static func strength(log10Ratio ratio: Double) -> String {
        let strength = VerbalScale.strength(log10Ratio: ratio)
        guard strength != .none else { return "for neither side" }
        return "\(strength.rawValue) support \(ratio > 0 ? "for it" : "against it")"
    }

    /// What a likelihood ratio says, as a sentence.
    package static func sentence(log10Ratio ratio: Double) -> String {
        guard VerbalScale.strength(log10Ratio: ratio) != .none else {
            return "What is held is about as likely whether this number serves the line now or not."
        }
        let times = times(log10Ratio: ratio)
        let side =
            ratio > 0 ? "serves the line now than if it does not" : "does not serve the line than if it does"
        return
            "What is held is about \(times) times likelier if this number \(side): \(strength(log10Ratio: ratio))."
    }

    /// Said where no candidate may be reported as so much as a successor should be; empty where one may.
    package static func none(among candidates: [Double], _ answer: AnswerScale) -> String {
        guard let least = answer.leastOfASuccessor, answer.saysNone(best: candidates.max()) else { return "" }
        let times = times(log10Ratio: least)
        return """
            No successor is found among these, as far as these records tell: for none of the numbers weighed do the records \
            fit \(times) times better, or more, if it serves the line now than if it does not. \(level(least, answer)) The line may \
            have ended, its new number may have done too little yet to be told from so many, or it may be out of sight of the \
            records held.
            """
    }

    /// Where the level comes from, below which no number is called the successor.
    private static func level(_ least: Double, _ answer: AnswerScale) -> String {
        let weighed = answer.weighed
        let times = VerbalScale.times(log10Ratio: least)
        let what =
            if weighed < 100 {
                "all that the \(Format.count(weighed, "number")) weighed can support"
            } else if weighed <= 1_000 {
                "the least that is asked for"
            } else if times * 11 < Double(weighed) {
                "the most that is ever reported"
            } else {
                "a tenth of the \(Format.number(weighed)) numbers weighed"
            }
        return """
            That level is \(what): by the meaning of the ratio, a number that does not serve the line reaches it at most once \
            in \(self.times(log10Ratio: least)).
            """
    }

    /// What the settings of an answer are for.
    package static func sentence(_ name: SettingsName) -> String {
        switch name {
        case .exploratory: "Exploratory: answered with settings for searching, not for court."
        case .confirmatory: "Confirmatory: answered with the settings for court."
        }
    }

    /// A candidate's place, and among how many.
    package static func place(_ rank: Double, _ view: Ranking.View) -> String {
        """
        \(Tables.rankText(rank)) among the candidates, which are the numbers in touch with any of its contacts since; \
        \(weighed(view.weighed)) in all
        """
    }

    /// How many times better the records fit on the side they speak for.
    package static func times(log10Ratio ratio: Double) -> String {
        let times = VerbalScale.times(log10Ratio: ratio)
        return times < 10 ? Format.decimal(times, 1) : Format.number(Int(times.rounded()))
    }

    /// What an answer says as a whole: that there is no successor, where it says so, and what it could see.
    package static func sentence(_ trace: Trace) -> String {
        let none = none(among: trace.suggestions.map(\.candidate.score), trace.scale)
        return (none.isEmpty ? "" : none + " ") + sentence(trace.view)
    }

    /// `1 number was weighed`, `1,204 numbers were weighed`.
    package static func weighed(_ count: Int) -> String {
        "\(Format.count(count, "number")) \(count == 1 ? "was" : "were") weighed"
    }

    /// What an answer could and could not see.
    package static func sentence(_ view: Ranking.View) -> String {
        let share =
            "\(Format.number(view.contactsSeenAfter)) of the closed number's \(Format.count(view.contacts, "contact"))"
        let seen =
            "\(share) \(view.contactsSeenAfter == 1 ? "appears" : "appear") in the records from the closure on"
        let weighed = "\(weighed(view.weighed)) over "
        let events =
            "\(Format.count(view.eventsBefore, "event")) before it and \(Format.number(view.eventsAfter)) after"
        let held = view.kind.map { " " + sentence($0) } ?? ""
        return "\(seen); \(weighed)\(events).\(held) What no record held shows is unknown, not absent."
    }

    /// Whose records are held, and what that does to an answer.
    package static func sentence(_ kind: Ranking.View.Kind) -> String {
        switch kind {
        case .network: "The records are a network's: people who have nothing to do with the line are in them."
        case .contacts:
            "The records are nearly all of the line's own contacts: what rivals do elsewhere is not seen, so less "
                + "is found than in a network's. The ratio is fitted for such records."
        case .few:
            "Most of the line's contacts are seen with the line alone: their own records are not held, so little "
                + "can be found. The ratio is fitted for such records."
        }
    }
}
