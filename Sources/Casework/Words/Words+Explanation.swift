import LineMatching

/// What stands behind an answer, in words.
extension Words {
    /// By the engine's name of the part.
    private static let parts: [String: (title: String, meaning: String)] = [
        "sharing": (
            "Starting point",
            "What a number that shares some contact is worth before its list is looked at: one figure for every such candidate, by whose records are held. Below nought where few are held. For a number that shares none, what such a number is worth."
        ),
        "who": (
            "Whose contacts",
            "Which contacts it took up, and how much likelier they are for this line than for everybody else known."
        ),
        "against-whom": (
            "Against the nearest other",
            "Whether a known line, its own past, a newcomer with people of the same crowd, or another of the numbers weighed goes better with the contacts taken up."
        ),
        "newcomer": (
            "New or not",
            "Whether any record before the closure names it, how much it had been used by then, and how rare such numbers are in these records."
        ),
        "absence": (
            "Who should have been in touch",
            "Contacts that by their habit were due by now, that records show, and that were not in touch with it."
        ),
        "broadcast": (
            "Order of the list",
            "Whether it wrote to the contacts in the order of the closed number's own broadcasts. A stated figure, not a measured one."
        ),
        "handset": (
            "Handset",
            "Whether it is seen in a handset of the closed number, and how many others were. A stated figure, not a measured one."
        ),
        "sim": (
            "SIM",
            "Whether it is on a SIM of the closed number. A stated figure, not a measured one."
        ),
        "place": (
            "Place",
            "Whether it works in the closed number's cells, at its hours, which is not to say in the same place. A stated figure, not a measured one."
        ),
        "hours": (
            "Opening hours",
            "Whether it is busy at the closed number's hours of the day. A stated figure, not a measured one."
        ),
    ]

    /// A part's title. One that this version does not know is called what the engine called it.
    package static func title(of part: WeighedPart) -> String {
        if let known = parts[part.name] { return known.title }
        let words = part.name.shownSafely.replacing("-", with: " ").replacing("_", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    /// What a part weighs; that nothing is known of it here where this version does not know it.
    package static func meaning(of part: WeighedPart) -> String {
        parts[part.name]?.meaning ?? "A part of the evidence that this version of Ringfence has no words for."
    }

    /// Bits with their sign: `+3.2 bits`.
    package static func bits(_ log10: Double) -> String {
        signed(WeighedPart(name: "", log10: log10).bits) + " bits"
    }

    package static func signed(_ value: Double) -> String {
        let text = Format.decimal(value.magnitude, 1)
        return text == "0.0" ? text : (value < 0 ? "−" : "+") + text
    }

    /// Said over the parts.
    package static let bitsExplained = """
        Each part of the evidence is given in bits, in the order in which they were weighed: each bit doubles how much better \
        the records fit, three bits are eight times, ten bits about a thousand times; below nought it speaks against the \
        number. The first is where every candidate that shares a contact starts. What a part adds depends on those weighed before it; together they come to the total.
        """

    package static let notExplained = """
        This answer was made before its parts were kept. Trace again to have them: what was answered then stays on record.
        """

    /// Where the words for a ratio come from.
    package static let scaleSource = """
        European Network of Forensic Science Institutes, “Guideline for Evaluative Reporting in Forensic Science” (2015), \
        its example of a scale, as recalled: confirm the scale with your forensic provider. Below 2 times for neither side, below 10 weak, below 100 moderate, below 1,000 moderately \
        strong, below 10,000 strong, below 1,000,000 very strong.
        """

    /// Why less is reported than the parts come to; empty where all of it is.
    package static func cap(_ score: Double, _ answer: AnswerScale) -> String {
        guard let reported = answer.log10Ratio(score), abs(reported) < abs(score) - 1e-9 else { return "" }
        return """
            The parts come to more than can be answered for: it is reported as at most \(times(log10Ratio: reported)) times \
            (\(bits(reported))). No ratio is reported beyond what known cases bear out, nor beyond what the \
            \(Format.number(answer.weighed)) numbers weighed can support.
            """
    }

    // MARK: Leaving one contact out

    /// How far an answer hangs on one contact.
    ///
    /// - Parameter contacts: how many the candidate shares.
    package static func sentence(
        _ range: LeaveOneOut, of score: Double, contacts: Int, isFirst: Bool, _ answer: AnswerScale
    ) -> String {
        let (without, all) = (bits(range.without), bits(score))
        let matters =
            without == all
            ? "No one contact matters by itself: without any one of them the parts still come to \(all)."
            : "\(Format.party(range.contact)) matters most: without it, the parts come to \(without) instead of \(all)."
        return """
            \(span(range, of: score, contacts, answer)) \(matters) \(standing(range, isFirst: isFirst)) \
            \(heldFixed)
            """
    }

    private static let heldFixed = """
        Handset, SIM, place and hours, contacts followed to a new number, and whose records these seem to be are held as they are.
        """

    private static func span(
        _ range: LeaveOneOut, of score: Double, _ contacts: Int, _ answer: AnswerScale
    ) -> String {
        let most = Explanation.contactsLeftOut
        let one =
            contacts > most
            ? "of the \(Format.number(most)) heaviest of its \(Format.number(contacts)) shared contacts"
            : "shared contact"
        let (lowest, highest, all) = (
            ratio(range.lowest, answer), ratio(range.highest, answer), ratio(score, answer)
        )
        if lowest == highest, highest == all {
            return "Whichever \(one) is left out, the ratio reported stays \(all)."
        }
        if lowest == highest {
            return "Whichever \(one) is left out, the ratio is \(lowest); with all, \(all)."
        }
        return
            "Whichever \(one) is left out, the ratio lies between \(lowest) and \(highest); with all of them it is "
            + "\(all)."
    }

    private static func standing(_ range: LeaveOneOut, isFirst: Bool) -> String {
        guard isFirst else { return "Another number is ahead of it with all contacts." }
        if range.rival == nil { return "No other number is a candidate." }
        return range.staysFirst
            ? "It stays first whichever one of them is left out."
            : "It would not stay first: another number is then ahead of it or level with it."
    }

    /// As it may be reported: `about 120 times (moderately strong support for it)`.
    private static func ratio(_ score: Double, _ answer: AnswerScale) -> String {
        guard let ratio = answer.log10Ratio(score) else { return Format.decimal(score, 3) }
        guard VerbalScale.strength(log10Ratio: ratio) != .none else { return "about even (for neither side)" }
        let side = ratio < 0 ? " the other way" : ""
        return "about \(times(log10Ratio: ratio)) times\(side) (\(strength(log10Ratio: ratio)))"
    }

    // MARK: What is unknown

    /// What the records cannot tell of the closed number's contacts.
    package static func sentence(_ further: FurtherRecords, of view: Ranking.View) -> String {
        let unseen = view.contacts - view.contactsSeenAfter
        let nothing =
            view.eventsAfter == 0
            ? "No record at all is held from the closure on: nobody could be found. " : ""
        guard unseen > 0 else {
            return "Every contact of the closed number is named by some record from the closure on."
        }
        let named = unseen == 1 ? "is named" : "are named"
        let unknown =
            "\(nothing)\(Format.number(unseen)) of the closed number's \(Format.count(view.contacts, "contact")) \(named) by no record "
            + "from the closure on. Nothing is known of what they did since: they may have been silent, or their records "
            + "may not be held."
        switch further.wanted.count {
        case 0: return unknown
        case 1: return "\(unknown) Records of \(Format.party(further.wanted[0].party)) would help most."
        case let count: return "\(unknown) Records of these \(count) would help most."
        }
    }
}
