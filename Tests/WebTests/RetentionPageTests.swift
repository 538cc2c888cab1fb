import Access
import CallRecords
import Casework
import HTTPTypes
import Storage
import Testing

@testable import Web

/// Review periods, legal hold, and deletion by two people, through the forms.
struct RetentionPageTests {
    private static let request = "kind=person&subject=1&operation=1"

    private static func withPerson() async throws -> TemporarySite {
        let book = try await TemporarySite()
        _ = try await book.desk().addPerson(named: "Robin Example", in: book.operation)
        return book
    }

    @Test("One asks, another reads what goes, means it, and deletes")
    func deleted() async throws {
        let book = try await Self.withPerson()
        try await book.ask { investigator in
            let legal = investigator.as(.legal)
            let form = try await investigator.page("/deletions/new?\(Self.request)")
            #expect(form.text.contains("1 person"))
            let unsaid = try await investigator.send("/deletions", Self.request + "&reason=")
            #expect(unsaid.status == .unprocessableContent)
            let asked = try await investigator.send("/deletions", Self.request + "&reason=Old")
            #expect(asked.location == "/deletions/1?done=asked")
            let own = try await investigator.page("/deletions/1")
            #expect(own.text.contains("You asked for this deletion yourself"))
            #expect(!own.text.contains("Delete it for good"))
            #expect(
                try await investigator.send("/deletions/1", "answer=confirm&meant=yes").status == .forbidden)

            #expect(try await legal.page("/deletions/1").text.contains("This cannot be undone"))
            let unmeant = try await legal.send("/deletions/1", "answer=confirm")
            #expect(unmeant.text.contains("href=\"#meant\""))
            #expect(try await investigator.page("/people/1").status == .ok)
            let done = try await legal.send("/deletions/1", "answer=confirm&meant=yes")
            #expect(done.location == "/deletions/1?done=deleted")
            #expect(try await investigator.page("/people/1").status == .notFound)
            #expect(try await legal.page("/deletions/1").text.contains("What was deleted"))
            let again = try await legal.send("/deletions/1", "answer=confirm&meant=yes")
            #expect(again.text.contains("This was deleted already."))
        }
    }

    @Test("A request refused keeps what it asked for, with the reason")
    func refused() async throws {
        let book = try await Self.withPerson()
        try await book.ask { investigator in
            let legal = investigator.as(.legal)
            _ = try await investigator.send("/deletions", Self.request + "&reason=Old")
            let unsaid = try await legal.send("/deletions/1", "answer=refuse&reason=")
            #expect(unsaid.status == .unprocessableContent)
            #expect(unsaid.text.contains("id=\"reason-error\""))
            let done = try await legal.send("/deletions/1", "answer=refuse&reason=Trial")
            #expect(done.location == "/deletions/1?done=refused")
            #expect(try await investigator.page("/people/1").status == .ok)
        }
    }

    @Test("A legal hold stands in the way, and says so")
    func held() async throws {
        let book = try await Self.withPerson()
        try await book.ask(as: .legal) { legal in
            let investigator = legal.as(.investigator)
            _ = try await investigator.send("/deletions", Self.request + "&reason=Old")
            #expect(
                try await legal.send("/operations/1/hold", "held=yes&reason=").status == .unprocessableContent
            )
            let set = try await legal.send("/operations/1/hold", "held=yes&reason=Appeal")
            #expect(set.location == "/operations/1/retention?done=held")
            #expect(
                try await legal.page("/deletions/1").text.contains("A legal hold lies on this operation."))
            #expect(
                try await legal.send("/deletions/1", "answer=confirm&meant=yes").status
                    == .unprocessableContent)
            let later = try await investigator.send(
                "/deletions", "kind=operation&subject=1&operation=1&reason=Old")
            #expect(later.status == .unprocessableContent)
            #expect(try await investigator.page("/operations/1/hold").status == .forbidden)
            #expect(try await investigator.page("/people/1").status == .ok)
        }
    }

    @Test("What cannot be deleted alone, or is not there, is refused")
    func notDeletable() async throws {
        let book = try await Self.withPerson()
        try await book.ask { browser in
            for (query, status) in [
                ("kind=line&subject=1&operation=1", HTTPResponse.Status.unprocessableContent),
                ("kind=person&subject=9&operation=1", .notFound),
                ("kind=person&subject=1&operation=9", .notFound),
                ("kind=person&subject=x&operation=1", .notFound),
                ("kind=robot&subject=1&operation=1", .notFound),
                ("", .notFound),
            ] {
                let answer1 = try await browser.page("/deletions/new?\(query)")
                #expect(answer1.status == status, "\(query)")
            }
            let answer2 = try await browser.page("/deletions/7")
            #expect(answer2.status == .notFound)
            #expect(
                try await browser.as(.analyst).page("/deletions/new?\(Self.request)").status == .forbidden)
        }
    }

    @Test("Everybody sees the periods; an administrator sets them, within bounds")
    func periods() async throws {
        let book = try await Self.withPerson()
        try await book.ask(as: .administrator) { browser in
            let page = try await browser.page("/retention")
            #expect(page.text.contains("confirm with force solicitor"))
            #expect(page.text.contains("href=\"/retention/records\""))
            let wrong = try await browser.send("/retention/records", "months=0")
            #expect(wrong.text.contains("href=\"#months\""))
            let set = try await browser.send("/retention/records", "months=30")
            #expect(set.location == "/retention?done=period")
            let seen = try await browser.as(.messenger).page("/retention")
            #expect(seen.text.contains("30 months since they were brought in"))
            #expect(!seen.text.contains("href=\"/retention/records\""))
            #expect(!seen.text.contains("Requests to delete"))
            #expect(try await browser.as(.legal).send("/retention/records", "months=3").status == .forbidden)
            let answer3 = try await browser.page("/retention/robots")
            #expect(answer3.status == .notFound)
        }
    }

    @Test("A person's page and a file's lead to asking, for those who may ask")
    func links() async throws {
        let book = try await Self.withPerson()
        let incoming = try book.casebook.receive(name: "county.csv")
        try incoming.append(
            Array((RingfenceCSV.header + "\(TemporarySite.now),text,07700900001,07700900002,,,,,\n").utf8))
        let ticket = try await book.desk().mayImport(
            into: book.operation, under: TemporarySite.authorisation)
        _ = try await book.site.intake.take(try incoming.finish(), ticket: ticket)
        try await book.ask { investigator in
            for (path, kind) in [("/people/1", "person"), ("/files/1", "file")] {
                // As a browser reads the address.
                let address = "/deletions/new?kind=\(kind)&subject=1&operation=1"
                func offers(_ browser: Browser) async throws -> Bool {
                    try await browser.page(path).text.replacing("&amp;", with: "&").contains(
                        "href=\"\(address)\"")
                }
                #expect(try await offers(investigator), "\(path)")
                #expect(try await offers(investigator.as(.legal)), "\(path)")
                #expect(try await !offers(investigator.as(.analyst)), "\(path)")
                let asking = try await investigator.page(address)
                #expect(asking.status == .ok)
                _ = try await investigator.as(.legal).send("/operations/1/hold", "held=yes&reason=Appeal")
                #expect(try await !offers(investigator), "\(path)")
                _ = try await investigator.as(.legal).send("/operations/1/hold", "held=no&reason=Over")
            }
        }
    }

    @Test("What waits for a second person is on that person's home page, and on nobody else's")
    func home() async throws {
        let book = try await Self.withPerson()
        try await book.ask { investigator in
            _ = try await investigator.send("/deletions", Self.request + "&reason=Old")
            func isTold(_ role: Role) async throws -> Bool {
                try await investigator.as(role).page("/").text.contains("href=\"/deletions/1\"")
            }
            for role in Role.allCases {
                let found = try await isTold(role)
                #expect(found == (role == .legal), "\(role)")
            }
            _ = try await investigator.as(.legal).send("/deletions/1", "answer=refuse&reason=Trial")
            let after = try await isTold(.legal)
            #expect(!after)
        }
    }

    @Test("An operation that was deleted whole stands in no list, and in the log")
    func removed() async throws {
        let book = try await Self.withPerson()
        _ = try await book.desk().makeOperation(named: "Rowan", force: 1)
        try await book.ask { investigator in
            _ = try await investigator.send(
                "/deletions", "kind=operation&subject=1&operation=1&reason=Old")
            let legal = investigator.as(.legal)
            let done = try await legal.send("/deletions/1", "answer=confirm&meant=yes")
            #expect(done.location == "/deletions/1?done=deleted")
            for path in ["/operations", "/operations.csv", "/lines", "/people", "/people/new", "/files", "/"]
            {
                let page = try await investigator.page(path)
                #expect(page.status == .ok, "\(path)")
                #expect(!page.text.contains("(removed)"), "\(path)")
            }
            #expect(try await investigator.page("/operations").text.contains("Rowan"))
            #expect(try await legal.page("/deletions/1").text.contains("What was deleted"))
            let users = try await investigator.as(.administrator).page("/administration/users/new")
            #expect(!users.text.contains("(removed)"))
            let log = try await investigator.as(.auditor).page("/log?operation=1")
            #expect(log.text.contains("/log/entries/"))
        }
    }

    @Test("What the log or retention refuses is told as it is, on pages and to programs alike")
    func told() async throws {
        let book = try await Self.withPerson()
        try await book.ask(as: .auditor) { auditor in
            let page = try await auditor.page("/log/entries/999999")
            #expect(page.status == .notFound)
            #expect(page.text.contains(Words.sentence(LogRefusal.noSuchEntry(999_999))))
            let missing = try await auditor.as(.legal).page("/deletions/999999")
            #expect(missing.status == .notFound)
            #expect(missing.text.contains(Words.sentence(RetentionRefusal.noSuchDeletion(999_999))))
        }
        let refusals: [(any Error, HTTPResponse.Status)] = [
            (LogRefusal.noSuchEntry(1), .notFound), (LogRefusal.tooManyDays(31), .unprocessableContent),
            (RetentionRefusal.noSuchDeletion(1), .notFound), (RetentionRefusal.held, .unprocessableContent),
            (RetentionRefusal.samePerson, .unprocessableContent),
        ]
        for (refusal, status) in refusals { #expect(APIProblem(refusal).status == status, "\(refusal)") }
    }
}
