import Access
import CallRecords
import Casework
import HTTPTypes
import LineMatching
import Storage
import Telephony
import Testing

@testable import Web

/// Asking again for court, and what an answer says of itself.
struct CourtAnswerTests {
    private static func ash(_ book: TemporarySite) async throws -> Int64 {
        _ = try await book.county()
        let desk = try await book.desk()
        return try #require(try await desk.line(named: "Ash").file.closures.first?.closure.id)
    }

    @Test(
        "Asked again for court from the closure's page, the answer is kept, logged and told apart everywhere")
    func page() async throws {
        let book = try await TemporarySite()
        let id = try await Self.ash(book)
        let before = try #require(try await book.casebook.latestTrace(closure: id))
        #expect(before.settings.name == .exploratory)
        try await book.ask { browser in
            let page = try await browser.page("/closures/\(id)")
            #expect(page.text.contains("Exploratory: answered with settings for searching, not for court."))
            #expect(page.text.contains("Ask again with the settings for court"))
            let sent = try await browser.send("/closures/\(id)/trace", "settings=confirmatory")
            #expect(sent.location == "/closures/\(id)?done=confirmed")
            let after = try await browser.page(sent.location)
            #expect(after.text.contains("Asked again with the settings for court"))
            for uri in ["/closures/\(id)", "/closures/\(id)/candidates/1"] {
                let text = try await browser.page(uri).text
                #expect(text.contains("Confirmatory: answered with the settings for court."), "\(uri)")
                #expect(!text.contains("Exploratory"), "\(uri)")
            }
            let trace = try #require(try await book.casebook.latestTrace(closure: id))
            let exhibit = try await browser.send(
                "/closures/\(id)/candidates/1/exhibit", "answer=\(trace.id)&recipient=Court&reason=Trial")
            #expect(exhibit.text.contains("Confirmatory: answered with the settings for court."))
            #expect(exhibit.text.contains("--settings confirmatory"))
        }
        let trace = try #require(try await book.casebook.latestTrace(closure: id))
        #expect(trace.id > before.id && trace.settings.name == .confirmatory)
        #expect(trace.settings.parameters["friend_rounds"] == 0)
        #expect(try await book.casebook.trace(id: before.id)?.settings == before.settings)
        let log = try await book.casebook.logEntries(
            LogFilter(kind: .combination), .everything, .newestFirst(before: nil), limit: 1)
        let draft = try #require(log.first).entry.draft
        #expect(draft.act == "trace" && draft.subject == Subject(.closure, id))
        #expect(draft.changes == [Change("settings", from: "", to: "confirmatory")])
    }

    @Test("Whoever may not look for a successor may not ask for court either")
    func refused() async throws {
        let book = try await TemporarySite()
        let id = try await Self.ash(book)
        let before = try await book.casebook.latestTrace(closure: id)?.id
        try await book.ask(as: .legal) { browser in
            #expect(try await !browser.page("/closures/\(id)").text.contains("settings for court</button>"))
            let sent = try await browser.send("/closures/\(id)/trace", "settings=confirmatory")
            #expect(sent.status == .forbidden)
        }
        #expect(try await book.casebook.latestTrace(closure: id)?.id == before)
    }

    @Test("Where no successor is found, the closure and the candidate say so, and whose records would help")
    func none() async throws {
        let book = try await TemporarySite()
        let desk = try await book.desk()
        let closedAt = TemporarySite.now.adding(seconds: -86_400)
        var rows = "time,kind,from,to\n"
        for (place, hour) in [11, 12, 13].enumerated() {
            for before in 1...4 {
                rows += "\(closedAt.adding(seconds: -Int64(before * 3_600 + hour))),text,07700900001,"
                rows += "077009000\(11 + place)\n"
            }
        }
        for other in 100..<400 {
            rows +=
                "\(closedAt.adding(seconds: -Int64(other * 60))),text,07700900\(other),07700900\(other + 400)\n"
        }
        let incoming = try book.casebook.receive(name: "records.csv")
        try incoming.append(Array(rows.utf8))
        let ticket = try await desk.mayImport(into: book.operation, under: TemporarySite.authorisation)
        _ = try await book.site.intake.take(try incoming.finish(), ticket: ticket)
        let closure = try await desk.close(
            try Party(parsing: "07700 900001"), at: closedAt, kind: .order, lineName: "Ash",
            in: book.operation)
        let trace = try await desk.trace(closure: closure.id)
        #expect(trace.suggestions.isEmpty && trace.isSuccessorFound == false)
        try await book.ask { browser in
            let text = try await browser.page("/closures/\(closure.id)").text
            #expect(text.contains("No successor is found among these"))
            #expect(text.contains("No record at all is held from the closure on"))
            #expect(text.contains("Records of these 3 would help most") && text.contains("07700 900011"))
            #expect(text.contains("confirm the scale with your forensic provider"))
            let csv = try await browser.page("/closures/\(closure.id)/further-records.csv")
            #expect(csv.text.split(separator: "\r\n").count == 4)
        }
    }

    @Test("A candidate of thousands of shared contacts has a page of fifty, its decision before the table")
    func bounded() async throws {
        let book = try await TemporarySite()
        let id = try await Self.ash(book)
        let trace = try #require(try await book.casebook.latestTrace(closure: id))
        let best = try #require(trace.suggestions.first?.candidate)
        let shared = try (0..<2_000).map { (place: Int) throws -> SharedContact in
            SharedContact(
                party: try Party(parsing: "id:contact-\(place)"), eventsWithClosed: 3,
                lastWithClosed: trace.ranAt,
                eventsWithCandidate: 1, firstWithCandidate: trace.ranAt, popularity: 2,
                wereInTouchBefore: false, weight: 1)
        }
        let many = Candidate(
            party: best.party, score: 1, sharedContacts: shared, firstContact: best.firstContact,
            firstSeen: best.firstSeen, contactsSince: 2_000, contributions: best.contributions)
        _ = try await book.casebook.addTrace(
            Trace(
                id: 0, closureID: id, ranAt: trace.ranAt, until: nil, settings: trace.settings,
                software: trace.software, view: trace.view, fileIDs: trace.fileIDs,
                suggestions: [Suggestion(place: 1, rank: 1, candidate: many)], contacts: trace.contacts),
            log: LogDraft(
                .combination, "trace", by: Actor(userID: 0, login: "test", source: "test"),
                on: Subject(.closure, id)))
        try await book.ask { browser in
            let uri = "/closures/\(id)/candidates/1"
            let text = try await browser.page(uri).text
            #expect(text.utf8.count < 200_000)
            #expect(text.contains("Here are the 50 that speak for it most. 1,950 more are in the CSV."))
            #expect(text.contains("No successor is found among these"))
            #expect(text.contains("2,000 of the closed number"))
            let decision = try #require(text.firstRange(of: "Your decision"))
            let table = try #require(text.firstRange(of: "The contacts they share"))
            #expect(decision.lowerBound < table.lowerBound)
            let csv = try await browser.page("\(uri)/contacts.csv").text
            #expect(csv.split(separator: "\r\n").count == 2_001)
        }
    }
}
