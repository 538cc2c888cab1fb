import CallRecords
import Casework
import LineMatching
import Telephony
import Testing

struct ExplanationWordsTests {
    private static let scale = AnswerScale(OpenSetScorer().settings, weighed: 100_000)

    private static func party(_ last: Int) throws -> Party { try Party(parsing: "07700 900\(last)") }

    @Test("Every part of the evidence has words of its own", arguments: EvidencePart.allCases)
    func everyPart(part: EvidencePart) {
        let part = WeighedPart(name: part.rawValue, log10: 1)
        #expect(!Words.meaning(of: part).contains("no words"), "Words+Explanation.swift lacks “\(part.name)”")
    }

    @Test(
        "A part that this version does not know is called what the engine called it",
        arguments: [
            (name: "same-handset", title: "Same handset"), (name: "sim_swap", title: "Sim swap"),
            (name: "a\u{1B}[31m", title: "A\u{FFFD}[31m"), (name: "", title: ""),
        ])
    func unknownParts(name: String, title: String) {
        let part = WeighedPart(name: name, log10: 1)
        #expect(Words.title(of: part) == title)
        #expect(Words.meaning(of: part).contains("no words"))
    }

    @Test("What is left when one contact is left out is said, with whether it stays first")
    func leaveOneOut() throws {
        let contact = try Self.party(201)
        let holds = LeaveOneOut(lowest: 1.5, highest: 2.5, contact: contact, without: 1.5, rival: 1)
        #expect(
            Words.sentence(holds, of: 3, contacts: 3, isFirst: true, Self.scale) == """
                Whichever shared contact is left out, the ratio lies between about 32 times (moderate support for it) and \
                about 320 times (moderately strong support for it); with all of them it is about 1,000 times (strong \
                support for it). 07700 900201 matters most: without it, the parts come to +5.0 bits instead of +10.0 bits. \
                It stays first whichever one of them is left out. Handset, SIM, place and hours, contacts followed to a new number, \
                and whose records these seem to be are held as they are.
                """)
        let falls = LeaveOneOut(lowest: -1.5, highest: 2.5, contact: contact, without: -1.5, rival: 1)
        let said = Words.sentence(falls, of: 3, contacts: 3, isFirst: true, Self.scale)
        #expect(said.contains("about 32 times the other way (moderate support against it)"))
        #expect(said.contains("another number is then ahead of it or level with it. Handset"))
        let second = Words.sentence(holds, of: 3, contacts: 3, isFirst: false, Self.scale)
        #expect(second.contains("Another number is ahead of it with all contacts. Handset"))
        let capped = LeaveOneOut(lowest: 5, highest: 6, contact: contact, without: 5, rival: 1)
        #expect(
            Words.sentence(capped, of: 7, contacts: 3, isFirst: true, Self.scale).hasPrefix(
                "Whichever shared contact is left out, the ratio reported stays about 10,000 times"))
        let nothing = LeaveOneOut(lowest: 6.999, highest: 7, contact: contact, without: 6.999, rival: 1)
        #expect(
            Words.sentence(nothing, of: 7, contacts: 3, isFirst: true, Self.scale).contains(
                "No one contact matters by itself: without any one of them the parts still come to +23.3 bits."
            ))
        let only = LeaveOneOut(lowest: 0, highest: 0, contact: contact, without: 0, rival: nil)
        #expect(
            Words.sentence(only, of: 3, contacts: 3, isFirst: true, Self.scale).contains(
                "about even (for neither side)"))
    }

    @Test(
        "Where only the heaviest shared contacts were left out in turn, that is said, and nothing of the others"
    )
    func onlyTheHeaviest() throws {
        let range = LeaveOneOut(
            lowest: 1.5, highest: 2.5, contact: try Self.party(201), without: 1.5, rival: 1)
        let all = Words.sentence(range, of: 3, contacts: 200, isFirst: true, Self.scale)
        #expect(all.hasPrefix("Whichever shared contact is left out, the ratio lies between"))
        let some = Words.sentence(range, of: 3, contacts: 3_006, isFirst: true, Self.scale)
        #expect(
            some.hasPrefix(
                "Whichever of the 200 heaviest of its 3,006 shared contacts is left out, the ratio lies between"
            ))
        #expect(some.contains("It stays first whichever one of them is left out."))
    }

    @Test("The first bar is called the starting point, and no bit is said to be a chance")
    func startingPoint() {
        let first = WeighedPart(name: "sharing", log10: -1.4)
        #expect(Words.title(of: first) == "Starting point")
        #expect(Words.meaning(of: first).contains("one figure for every such candidate"))
        #expect(Words.bitsExplained.contains("each bit doubles how much better the records fit"))
    }

    @Test("The words for a ratio are told as recalled, to be confirmed with a forensic provider")
    func scale() { #expect(Words.scaleSource.contains("confirm the scale with your forensic provider")) }

    @Test("The cap is told where it cuts, on either side, and not where it does not")
    func cap() {
        #expect(Words.cap(3, Self.scale).isEmpty)
        #expect(Words.cap(6, Self.scale).contains("at most 10,000 times (+13.3 bits)"))
        #expect(Words.cap(-6, Self.scale).contains("320 times (−8.3 bits)"))
        #expect(Words.cap(6, .none).isEmpty)
    }

    @Test("What is unknown is counted, and whose records would help is named")
    func unknown() throws {
        func contact(_ last: Int, since: Int, informs: Double = 1) throws -> LineContact {
            LineContact(
                party: try Self.party(last), events: 3, last: Instant(seconds: 0), share: 0.25, popularity: 2,
                eventsSince: since, informs: informs, movedTo: nil)
        }
        func view(_ seen: Int) -> Ranking.View {
            Ranking.View(
                weighed: 9, eventsBefore: 9, eventsAfter: 9, contacts: 4, contactsSeenAfter: seen,
                closedNumberEventsAfter: 0)
        }
        let all = FurtherRecords([try contact(101, since: 2)])
        #expect(Words.sentence(all, of: view(4)).hasPrefix("Every contact"))
        let one = FurtherRecords([try contact(101, since: 0)])
        #expect(
            Words.sentence(one, of: view(3)).hasPrefix(
                "1 of the closed number's 4 contacts is named by no record"))
        #expect(Words.sentence(one, of: view(3)).hasSuffix("Records of 07700 900101 would help most."))
        let two = FurtherRecords([try contact(101, since: 0), try contact(102, since: 0)])
        #expect(Words.sentence(two, of: view(2)).hasSuffix("Records of these 2 would help most."))
        let none = FurtherRecords([try contact(101, since: 0, informs: -1)])
        #expect(Words.sentence(none, of: view(3)).hasSuffix("may not be held."))
        let silent = Ranking.View(
            weighed: 9, eventsBefore: 9, eventsAfter: 0, contacts: 4, contactsSeenAfter: 0,
            closedNumberEventsAfter: 0)
        #expect(
            Words.sentence(two, of: silent).hasPrefix(
                "No record at all is held from the closure on: nobody could be found. 4 of"))
        #expect(Words.sentence(two, of: silent).hasSuffix("Records of these 2 would help most."))
    }

    @Test("The table of parts comes to the score, and shows what is reported of it")
    func parts() throws {
        let candidate = Candidate(
            party: try Self.party(101), score: 6, sharedContacts: [], firstContact: Instant(seconds: 0),
            firstSeen: Instant(seconds: 0), contactsSince: 3)
        let suggestion = Suggestion(
            place: 1, rank: 1, candidate: candidate,
            parts: [WeighedPart(name: "sharing", log10: -1), WeighedPart(name: "moon", log10: 7)])
        let rows = Tables.parts(suggestion, of: Self.scale).rows
        #expect(rows.map { $0[0].value } == ["sharing", "moon", "total", "reported"])
        #expect(rows.map { $0[1].text } == ["−3.3", "+23.3", "+19.9", "+13.3"])
        #expect(rows.map { $0[2].text } == ["−3.3", "+19.9", "+19.9", "+13.3"])
        let none = Suggestion(place: 1, rank: 1, candidate: candidate, parts: [])
        #expect(Tables.parts(none, of: Self.scale).rows.isEmpty)
    }
}
