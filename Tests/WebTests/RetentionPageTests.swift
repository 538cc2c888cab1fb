import Access
import Casework
import HTTPTypes
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
}
