import CallRecords
import Casework
import Foundation
import Hummingbird
import HummingbirdTesting
import LineMatching
import Storage
import Synthesis
import Telephony
import Testing

@testable import Web

struct PageTests {
    @Test("Every page and every table's CSV answers, and none loads anything from outside or runs a script")
    func everyPage() async throws {
        let book = try await TemporarySite()
        _ = try await book.county()
        try await book.ask { client in
            for uri in [
                "/", "/lines/1", "/closures/1", "/closures/1/candidates/1", "/files", "/files/1", "/about",
            ] {
                let page = try await client.page(uri)
                #expect(page.status == .ok, "\(uri)")
                #expect(page.text.contains("<h1>"), "\(uri)")
                #expect(!page.text.contains("<script"), "\(uri)")
                #expect(!page.text.contains("src="), "\(uri) loads something")
                #expect(!page.text.contains("href=\"http"), "\(uri) leads outside")
                #expect(!page.text.contains("style=\""), "\(uri): the content policy refuses inline styles")
                #expect(!page.text.contains("{{"), "\(uri)")
                for match in page.text.matches(
                    of: try Regex("href=\"(/[^\"#]*)\"", as: (Substring, Substring).self))
                {
                    let linked = try await client.page(String(match.1))
                    #expect(linked.status == .ok, "\(uri) links to \(match.1)")
                }
            }
        }
    }

    @Test("The closure's page ranks the true successor first, and its page shows why")
    func closurePage() async throws {
        let book = try await TemporarySite()
        let county = try await book.county()
        let ash = try #require(county.switches.first { $0.line == "Ash" })
        try await book.ask { client in
            let line = try await book.register.line(named: "Ash")
            let id = try #require(line.closures.first?.closure.id)
            let candidate = try await client.page("/closures/\(id)/candidates/1")
            #expect(candidate.text.contains("Is \(Format.party(ash.new)) the new number?"))
            #expect(candidate.text.contains("new since the closure"))
            let table = try await client.page("/closures/\(id)/candidates.csv")
            let first = try #require(table.text.split(separator: "\r\n").dropFirst().first)
            #expect(first.hasPrefix("1,\(ash.new),"))
        }
    }

    @Test("Accepting, undoing and rejecting through the forms, with a reason each time")
    func decide() async throws {
        let book = try await TemporarySite()
        _ = try await book.county()
        let id = try #require(try await book.register.line(named: "Ash").closures.first?.closure.id)
        let trace = try #require(try await book.casebook.latestTrace(closure: id))
        let party = try #require(trace.suggestion(at: 1)).candidate.party.description.replacing(
            "+", with: "%2B")
        let uri = "/closures/\(id)/candidates/1"
        try await book.ask { client in
            let bare = try await client.send(uri, "party=\(party)&verdict=accept&reason=&by=A")
            #expect(bare.status == .unprocessableContent)
            #expect(bare.text.contains("Enter the reason for your decision."))
            #expect(bare.text.contains("checked"), "what was chosen stays chosen")
            let none = try await client.send(uri, "party=\(party)&reason=x&by=A")
            #expect(none.text.contains("Choose whether to accept or reject"))
            let other = try await client.send(uri, "party=%2B447700900999&verdict=accept&reason=x&by=A")
            #expect(other.status == .conflict)
            let accepted = try await client.send(uri, "party=\(party)&verdict=accept&reason=Same+list&by=A")
            #expect(accepted.location == "/closures/\(id)?done=accept")
            let page = try await client.page(accepted.location)
            #expect(page.text.contains("Candidate accepted."))
            let twice = try await client.send(uri, "party=\(party)&verdict=reject&reason=x&by=A")
            #expect(twice.text.contains("Undo that decision first."))
            let undone = try await client.send(uri, "party=\(party)&verdict=undo&reason=Mistaken&by=A")
            #expect(undone.status == .seeOther)
            let rejected = try await client.send(uri, "party=\(party)&verdict=reject&reason=A+courier&by=A")
            #expect(rejected.status == .seeOther)
            let log = try await client.page("/closures/\(id)/decisions.csv")
            #expect(log.text.split(separator: "\r\n").count == 4)
        }
    }

    @Test("A line and a closure through the forms, and what is wrong said at the field")
    func record() async throws {
        let book = try await TemporarySite()
        try await book.ask { client in
            let empty = try await client.send("/lines", "name=&number=12&from=tomorrow")
            #expect(empty.status == .unprocessableContent)
            for field in ["#name", "#number", "#from"] { #expect(empty.text.contains("href=\"\(field)\"")) }
            #expect(empty.text.contains("value=\"tomorrow\""), "what was typed is kept")
            let made = try await client.send(
                "/lines", "name=Ash&number=07700+900001&from=01%2F03%2F2026+09%3A00")
            #expect(made.location == "/lines/1")
            let twice = try await client.send(
                "/lines", "name=ash&number=07700+900002&from=01%2F03%2F2026+09%3A00")
            #expect(twice.text.contains("There is a line called"))
            let serving = try await client.send(
                "/lines", "name=Elder&number=07700900001&from=02%2F03%2F2026+09%3A00")
            #expect(serving.text.contains("serves the Ash line"))
            let wrong = try await client.send(
                "/lines/1/closures", "number=07700900001&at=29%2F03%2F2026+01%3A30")
            #expect(wrong.text.contains("the clocks skipped it"))
            #expect(wrong.text.contains("Choose how the number was closed."))
            let early = try await client.send(
                "/lines/1/closures", "number=07700900001&at=01%2F02%2F2026+09%3A00&kind=order")
            #expect(early.text.contains("recorded as serving its line from"))
            let closed = try await client.send(
                "/lines/1/closures", "number=07700900001&at=02%2F03%2F2026+09%3A00&kind=order")
            #expect(closed.location == "/closures/1")
            let page = try await client.page("/closures/1")
            #expect(page.text.contains("Not traced yet"))
        }
    }

    @Test("What a user typed is text on every page, never markup")
    func storedScript() async throws {
        let book = try await TemporarySite()
        try await book.ask { client in
            _ = try await client.send(
                "/lines",
                "name=%3Cscript%3Ealert(1)%3C%2Fscript%3E&number=07700900001&from=01%2F03%2F2026+09%3A00")
            for uri in ["/", "/lines/1"] {
                let page = try await client.page(uri)
                #expect(page.text.contains("&lt;script&gt;"))
                #expect(!page.text.contains("<script>"))
            }
        }
    }

    @Test(
        "What is not there is a page that says so",
        arguments: [
            "/nowhere", "/lines/99", "/lines/x", "/closures/9", "/files/7", "/imports/none",
            "/lines/1/other.csv",
        ])
    func missing(uri: String) async throws {
        let book = try await TemporarySite()
        try await book.ask { client in
            let page = try await client.page(uri)
            #expect(page.status == .notFound)
            #expect(page.text.contains("<h1>"))
        }
    }

    @Test("Every page carries the headers that keep the outside out")
    func headers() async throws {
        let book = try await TemporarySite()
        try await book.ask { client in
            for uri in ["/", "/nowhere", "/assets/ringfence.css"] {
                try await client.execute(uri: uri, method: .get) { response in
                    let policy = response.headers[.contentSecurityPolicy] ?? ""
                    #expect(policy.contains("default-src 'none'"))
                    #expect(!policy.contains("unsafe"))
                    #expect(response.headers[.xContentTypeOptions] == "nosniff")
                }
            }
        }
    }

    @Test("A form sent by another site's page is refused")
    func foreignOrigin() async throws {
        let book = try await TemporarySite()
        try await book.ask { client in
            for origin in ["http://evil.example", "null", "http://localhost.evil.example"] {
                try await client.execute(uri: "/lines", method: .post, headers: [.origin: origin]) {
                    #expect($0.status == .forbidden)
                }
            }
        }
    }

    @Test(
        "Only this machine's own names are answered to",
        arguments: [
            ("127.0.0.1:8080", true), ("localhost", true), ("[::1]:8080", true),
            ("localhost.evil.example", false),
            ("127.0.0.1.evil.example:80", false), ("ringfence.example", false), ("", false),
        ])
    func names(authority: String, isLoopback: Bool) {
        #expect(LoopbackGuard.isLoopback(authority) == isLoopback)
    }
}
