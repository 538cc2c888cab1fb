import Access
import CallRecords
import Casework
import HTTPTypes
import LineMatching
import Storage
import Telephony
import Testing

@testable import Web

/// What stands behind a candidate, on its page and taken away.
struct ExplanationPageTests {
    private static func ash(_ book: TemporarySite) async throws -> ClosureView {
        _ = try await book.county()
        let desk = try await book.desk()
        let id = try #require(try await desk.line(named: "Ash").file.closures.first?.closure.id)
        return try await desk.closure(id)
    }

    @Test(
        "A candidate’s page draws the parts and the contacts, and says what hangs on one and what is unknown")
    func page() async throws {
        let book = try await TemporarySite()
        let view = try await Self.ash(book)
        let trace = try #require(view.trace)
        let best = try #require(trace.suggestions.first)
        #expect(!best.parts.isEmpty && best.leaveOneOut != nil && !trace.contacts.isEmpty)
        try await book.ask { browser in
            let text = try await browser.page("/closures/\(view.file.closure.id)/candidates/1").text
            #expect(text.matches(of: /<svg/).count == 2)
            for words in [
                "What each part of the evidence adds, in bits", "All parts together",
                "What would change the answer",
                "from the closure on", "Take this away as an exhibit", "Guideline for Evaluative Reporting",
            ] {
                #expect(text.contains(words), "\(words)")
            }
            for part in best.parts { #expect(text.contains(Words.title(of: part)), "\(part.name)") }
        }
    }

    @Test(
        "A number on the closed line’s SIM is on the page of the answer, with the SIM, though it shares no contact"
    )
    func bySIM() async throws {
        let book = try await TemporarySite()
        let desk = try await book.desk()
        let closedAt = TemporarySite.now.adding(seconds: -86_400)
        // A subscription of the test network 001-01.
        let sim = "001010000000001"
        let rows: [(from: String, to: String, seconds: Int64, sim: String)] = [
            ("07700900001", "07700900011", -7_200, sim), ("07700900001", "07700900012", -3_600, sim),
            ("07700900012", "07700900021", -3_000, ""), ("07700900003", "07700900031", 2_400, sim),
        ]
        let text = rows.reduce(into: "time,kind,from,to,from_imsi\n") { text, row in
            text += "\(closedAt.adding(seconds: row.seconds)),text,\(row.from),\(row.to),\(row.sim)\n"
        }
        let incoming = try book.casebook.receive(name: "records.csv")
        try incoming.append(Array(text.utf8))
        let ticket = try await desk.mayImport(into: book.operation, under: TemporarySite.authorisation)
        _ = try await book.site.intake.take(try incoming.finish(), ticket: ticket)
        let closure = try await desk.close(
            try Party(parsing: "07700 900001"), at: closedAt, kind: .order, lineName: "Ash",
            in: book.operation)
        _ = try await desk.trace(closure: closure.id)
        try await book.ask { browser in
            let text = try await browser.page("/closures/\(closure.id)/candidates/1").text
            #expect(text.contains("07700 900003") && text.contains("SIM \(sim)"))
        }
    }

    @Test("Each table behind a candidate is to be had whole, and no other")
    func tables() async throws {
        let book = try await TemporarySite()
        let view = try await Self.ash(book)
        let trace = try #require(view.trace)
        let base = "/closures/\(view.file.closure.id)/candidates/1"
        try await book.ask { browser in
            let parts = try await browser.page("\(base)/parts.csv").text
            #expect(
                parts.hasPrefix("part,bits,bits_so_far,log10,meaning\r\n") && parts.contains("\r\ntotal,"))
            let contacts = try await browser.page("\(base)/before-and-since.csv").text
            #expect(contacts.split(separator: "\r\n").count == trace.contacts.count + 1)
            for (table, status) in [("further-records", 200), ("contacts", 200), ("others", 404)] {
                #expect(try await browser.page("\(base)/\(table).csv").status.code == status, "\(table)")
            }
        }
    }

    @Test("An exhibit asks to whom and why, is logged as a disclosure, and holds the answer it was asked of")
    func exhibit() async throws {
        let book = try await TemporarySite()
        let view = try await Self.ash(book)
        let trace = try #require(view.trace)
        let uri = "/closures/\(view.file.closure.id)/candidates/1/exhibit"
        let answer = "answer=\(trace.id)"
        try await book.ask { browser in
            #expect(try await browser.page(uri).text.contains("This is a disclosure"))
            let nobody = try await browser.send(uri, "\(answer)&recipient=&reason=Trial")
            #expect(
                nobody.status == .unprocessableContent && nobody.text.contains("Enter to whom it is given."))
            let bare = try await browser.send(uri, "\(answer)&recipient=Court&reason=")
            #expect(bare.status == .unprocessableContent && bare.text.contains("Enter the reason"))
            let old = try await browser.send(uri, "answer=99&recipient=Court&reason=Trial")
            #expect(old.status == .conflict)
            let paper = try await browser.send(uri, "\(answer)&recipient=Crown+Court&reason=Trial")
            #expect(paper.status == .ok && paper.text.contains("Crown Court"))
            #expect(paper.text.contains("county.csv") && paper.text.contains("half_life_days"))
        }
        let log = try await book.casebook.logEntries(
            LogFilter(kind: .disclosure), .everything, .newestFirst(before: nil), limit: 9)
        let drafts = log.map(\.entry.draft)
        #expect(drafts.map(\.act) == ["take-exhibit"])
        #expect(drafts.map(\.recipient) == ["Crown Court"] && drafts.map(\.why) == ["Trial"])
        #expect(drafts.map(\.subject) == [Subject(.closure, view.file.closure.id)])
    }

    @Test("Whoever may look but not take sees no way to, and is refused")
    func mayNotTake() async throws {
        let book = try await TemporarySite()
        let view = try await Self.ash(book)
        let uri = "/closures/\(view.file.closure.id)/candidates/1"
        try await book.ask(as: .safeguarding) { browser in
            #expect(try await !browser.page(uri).text.contains("Take this away"))
            #expect(try await browser.page("\(uri)/exhibit").status == .forbidden)
            let sent = try await browser.send("\(uri)/exhibit", "answer=1&recipient=x&reason=x")
            #expect(sent.status == .forbidden && !sent.text.contains("half_life_days"))
        }
    }

    @Test("What cannot be handed out is refused with a sentence, and nothing is logged as handed out")
    func refusals() async throws {
        let book = try await TemporarySite()
        let trace = try #require(try await Self.ash(book).trace)
        let desk = try await book.desk()
        await #expect(throws: RegisterRefusal.noSuchAnswer(99)) {
            _ = try await desk.exhibit(answer: 99, place: 1, to: "Court", reason: "Trial")
        }
        await #expect(throws: RegisterRefusal.noSuchPlace(90, of: trace.suggestions.count)) {
            _ = try await desk.exhibit(answer: trace.id, place: 90, to: "Court", reason: "Trial")
        }
        await #expect(throws: LogRefusal.recipientMissing) {
            _ = try await desk.exhibit(answer: trace.id, place: 1, to: "  ", reason: "Trial")
        }
        await #expect(throws: RegisterRefusal.reasonMissing) {
            _ = try await desk.exhibit(answer: trace.id, place: 1, to: "Court", reason: "\n")
        }
        await #expect(throws: RegisterRefusal.controlCharacter) {
            _ = try await desk.exhibit(answer: trace.id, place: 1, to: "a\u{202E}b", reason: "Trial")
        }
        let log = try await book.casebook.logEntries(
            LogFilter(kind: .disclosure), .everything, .newestFirst(before: nil), limit: 9)
        #expect(log.isEmpty)
    }

    @Test("An answer made before its parts were kept says so, and its page is whole")
    func oldAnswer() async throws {
        let book = try await TemporarySite()
        let view = try await Self.ash(book)
        let trace = try #require(view.trace)
        let best = try #require(trace.suggestions.first)
        _ = try await book.casebook.addTrace(
            Trace(
                id: 0, closureID: trace.closureID, ranAt: trace.ranAt, until: nil, settings: trace.settings,
                software: "0.2.0", view: trace.view, fileIDs: trace.fileIDs,
                suggestions: [Suggestion(place: 1, rank: 1, candidate: best.candidate, parts: [])]),
            log: LogDraft(
                .combination, "trace", by: Actor(userID: 0, login: "test", source: "test"),
                on: Subject(.closure, trace.closureID)))
        try await book.ask { browser in
            let page = try await browser.page("/closures/\(trace.closureID)/candidates/1")
            #expect(page.status == .ok && page.text.contains("made before its parts were kept"))
            #expect(!page.text.contains("<svg"))
        }
    }
}
