import CallRecords
import LineMatching
import Telephony
import Testing

@testable import Casework

struct AttributeWordsTests {
    private static let at = Instant(seconds: 1_780_000_000)

    @Test(
        "Why a handset speaks, or does not, is said in one sentence",
        arguments: [
            (BelongingUse.takenUp, 0, "taken up after the closed number had left it", "no other number"),
            (.inCommon, 1, "side by side", "1 other number "),
            (.longLeft, 7, "weeks before", "7 other numbers"),
            (.before, 0, "which is not weighed", "no other number"),
        ])
    func handset(use: BelongingUse, others: Int, says: String, counts: String) throws {
        let handset = try IMEI(parsing: "350000000000006")
        let text = Words.sentence(
            .handset(SharedBelonging(handset, use, otherNumbers: others, firstSeen: Self.at)))
        #expect(text.contains("Handset \(handset)"))
        #expect(text.contains(says) && text.contains(counts))
    }

    @Test("Cells are named with their hours, the first three of them")
    func cells() throws {
        let cells = try (1...5).map {
            SharedCell(
                try CellID(parsing: "234-10-1-\($0)"), hoursOfClosed: $0 == 5 ? 0 : 4, hoursOfCandidate: 2,
                parties: 9)
        }
        let text = Words.sentence(.place(cells))
        #expect(text.contains("\(cells[0].cell) (2 hours, the closed number 4, 9 others seen there)"))
        #expect(text.contains("and 1 more cell"))
        #expect(!text.contains("\(cells[4].cell)"), "the closed number was never there")
        #expect(Words.sentence(.place([])) == "No cell of the closed number's.")
    }

    @Test("A part's row says why it speaks, and no other part's reason")
    func row() throws {
        let handset = try IMEI(parsing: "350000000000006")
        let reasons: [AttributeReason] = [
            .handset(SharedBelonging(handset, .takenUp, otherNumbers: 0, firstSeen: Self.at))
        ]
        let part = WeighedPart(name: "handset", log10: 1)
        #expect(Words.explained(part, by: reasons).contains("\(handset)"))
        #expect(!Words.explained(WeighedPart(name: "sim", log10: 1), by: reasons).contains("\(handset)"))
        #expect(Words.explained(part, by: []) == Words.meaning(of: part))
    }

    @Test(
        "Whose records are held is said with every view that knows it", arguments: Ranking.View.Kind.allCases)
    func view(kind: Ranking.View.Kind) {
        func sentence(_ kind: Ranking.View.Kind?) -> String {
            Words.sentence(
                Ranking.View(
                    weighed: 9, eventsBefore: 9, eventsAfter: 9, contacts: 4, contactsSeenAfter: 4,
                    closedNumberEventsAfter: 0, kind: kind))
        }
        #expect(sentence(kind).contains(Words.sentence(kind)))
        #expect(!sentence(nil).contains("records are") && !sentence(nil).contains("own records"))
        #expect(Words.sentence(kind).contains("ratio") == (kind != .network))
    }

    @Test(
        "That no successor is among the numbers is said where none may be reported as a hundred times, or as a tenth of very many",
        arguments: [
            ([], 800, true), ([1.99, -2], 800, true), ([2.0], 800, false), ([-1, 3.2], 800, false),
            ([1.8], 50, false),
            ([3.5], 50_000, true), ([3.7], 50_000, false), ([4.2], 5_000_000, false),
        ] as [([Double], Int, Bool)])
    func none(scores: [Double], weighed: Int, isNone: Bool) {
        let answer = AnswerScale(OpenSetScorer().settings, weighed: weighed)
        #expect(Words.none(among: scores, answer).isEmpty != isNone)
        #expect(Words.none(among: scores, .none).isEmpty, "an old scorer's scores are no ratios")
    }

    @Test(
        "It is said of the records, never of a number's being the line's, and where the level comes from",
        arguments: [
            (40, "fit 40 times better", "all that the 40 numbers weighed can support", "once in 40."),
            (800, "fit 100 times better", "the least that is asked for", "once in 100."),
            (5_400, "fit 540 times better", "a tenth of the 5,400 numbers weighed", "once in 540."),
            (4_000_000, "fit 10,000 times better", "the most that is ever reported", "once in 10,000."),
        ])
    func noneIsOfTheRecords(weighed: Int, fit: String, level: String, chance: String) {
        let said = Words.none(among: [], AnswerScale(OpenSetScorer().settings, weighed: weighed))
        #expect(said.hasPrefix("No successor is found among these, as far as these records tell:"))
        for words in [fit, level, chance] { #expect(said.contains(words), "\(words)") }
        #expect(!said.contains("likelier"))
    }

    @Test("Thousands are told apart, and a place says among whom it is")
    func counts() {
        let view = Ranking.View(
            weighed: 4_021, eventsBefore: 9, eventsAfter: 9, contacts: 5_006, contactsSeenAfter: 3_006,
            closedNumberEventsAfter: 0)
        #expect(
            Words.sentence(view).hasPrefix(
                "3,006 of the closed number's 5,006 contacts appear in the records"))
        #expect(
            Words.place(2.5, view) == """
                2.5 among the candidates, which are the numbers in touch with any of its contacts since; 4,021 numbers \
                were weighed in all
                """)
    }
}
