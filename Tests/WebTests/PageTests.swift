import Access
import CallRecords
import Casework
import HTTPTypes
import Synthesis
import Telephony
import Testing

@testable import Web

struct PageTests {
    private static let pages = [
        "/", "/help", "/help/accessibility", "/search", "/search?q=ash",
        "/operations", "/operations/new", "/operations/1", "/operations/1/share", "/operations/1/restrict",
        "/operations/1/import", "/operations/1/authorisations/new", "/authorisations/1",
        "/lines", "/lines/new", "/lines/1", "/lines/1/numbers/new", "/lines/1/identifiers/new",
        "/lines/1/closures/new", "/numbers", "/numbers/1", "/identifiers", "/identifiers/1",
        "/people", "/people/new", "/people/1", "/people/1/lines", "/files", "/files/1",
        "/closures/1", "/closures/1/candidates/1", "/closures/1/withdraw", "/check-backs/1",
        "/change/line/1/aliases", "/change/line/1/reach", "/change/person/1/roles", "/history/line/1",
        "/notes/line/1",
    ]

    @Test(
        "Every page and every table's CSV answers, and none loads anything from outside or runs a script inline"
    )
    func everyPage() async throws {
        let book = try await TemporarySite()
        _ = try await book.county()
        let desk = try await book.desk()
        _ = try await desk.addPerson(named: "Robin Marsh", roles: [.runner, .victim], in: book.operation)
        _ = try await desk.addIdentifier(
            .imei, written: "490154203237518", line: 1, from: TemporarySite.now.adding(seconds: -86_400),
            until: nil)
        try await desk.addNote("Seen near the station.", on: Subject(.line, 1))
        try await desk.addNote("Answers to a nickname.", on: Subject(.person, 1))
        try await book.ask { browser in
            var known: Set<String> = []
            for uri in Self.pages {
                for link in try await Self.links(at: uri, browser) where known.insert(link).inserted {
                    let linked = try await browser.page(link)
                    #expect(linked.status == .ok || linked.status == .seeOther, "\(uri) links to \(link)")
                }
            }
        }
    }

    /// Looks at a page, and gives where it leads.
    private static func links(at uri: String, _ browser: Browser) async throws -> Set<String> {
        let page = try await browser.page(uri)
        #expect(page.status == .ok, "\(uri)")
        #expect(page.text.contains("<h1>"), "\(uri)")
        #expect(!page.text.contains("<script>"), "\(uri)")
        #expect(!page.text.contains("href=\"http"), "\(uri) leads outside")
        #expect(!page.text.contains("src=\"http"), "\(uri) loads from outside")
        #expect(!page.text.contains("style=\""), "\(uri): the content policy refuses inline styles")
        #expect(!page.text.contains("{{"), "\(uri)")
        let links = page.text.matches(of: try Regex("href=\"(/[^\"#]*)\"", as: (Substring, Substring).self))
        return Set(links.map { String($0.output.1).replacing("&amp;", with: "&") })
    }

    @Test("The home page of somebody who opens no case leads to their own work, and of others to what waits")
    func home() async throws {
        let book = try await TemporarySite()
        let closed = Set(try await book.county().switches.map(\.line)).count
        try await book.ask { browser in
            let own = try await browser.page("/")
            #expect(own.text.contains("Closures whose line is not found again (\(closed))"))
            #expect(own.text.contains("Check-backs due ("))
            let administrator = try await browser.as(.administrator).page("/")
            #expect(administrator.text.contains("href=\"/administration\""))
            #expect(!administrator.text.contains("Ash"))
            let auditor = try await browser.as(.auditor).page("/")
            #expect(auditor.text.contains("href=\"/log\""))
            for uri in [
                "/lines", "/operations", "/people", "/numbers", "/files", "/lines/1", "/operations/1",
            ] {
                let refused = try await browser.as(.administrator).page(uri)
                #expect(refused.status == .forbidden, "\(uri)")
                #expect(!refused.text.contains("Ash"), "\(uri)")
            }
        }
    }

    @Test("A line, a number and a person ask why once; lists and searches never")
    func why() async throws {
        let book = try await TemporarySite()
        _ = try await book.county()
        _ = try await book.desk().addPerson(named: "Robin Marsh", in: book.operation)
        try await book.ask { asking in
            var browser = asking
            browser.why = ""
            for uri in [
                "/", "/lines", "/numbers", "/people", "/identifiers", "/files", "/operations",
                "/search?q=ash",
            ] {
                let page = try await browser.page(uri)
                #expect(page.status == .ok, "\(uri)")
            }
            for uri in [
                "/lines/1", "/numbers/1", "/people/1", "/closures/1", "/lines/1/numbers.csv",
                "/history/line/1",
            ] {
                let page = try await browser.page(uri)
                #expect(page.status == .seeOther, "\(uri)")
                #expect(page.location.hasPrefix("/why?"), "\(uri)")
            }
            let recorded = try await browser.page("/why?kind=line&id=1&to=/lines/1%3Fdone%3Dline")
            #expect(recorded.text.contains("Line recorded."), "it was kept, whatever is asked next")
            #expect(
                try await !browser.page("/why?kind=line&id=1&to=/lines/1").text.contains("class=\"notice\""))
            let given = try await browser.send("/why", "kind=line&id=1&to=/lines/1&reason=Closing+it")
            #expect(given.location == "/lines/1")
            for uri in ["/lines/1", "/closures/1", "/lines/1/numbers.csv"] {
                let page = try await browser.page(uri)
                #expect(page.status == .ok || uri == "/closures/1", "\(uri)")
            }
        }
    }

    @Test("What a user typed is text on every page, never markup")
    func storedScript() async throws {
        let book = try await TemporarySite()
        try await book.ask { browser in
            let evil = "%3Cscript%3Ealert(1)%3C%2Fscript%3E"
            _ = try await browser.send(
                "/lines", "operation=1&name=\(evil)&number=07700900001&from=01%2F03%2F2026+09%3A00")
            _ = try await browser.send("/people", "operation=1&name=\(evil)")
            _ = try await browser.send("/notes/line/1", "text=\(evil)")
            _ = try await browser.send("/change/line/1/aliases", "from=&aliases=\(evil)")
            for uri in [
                "/", "/lines", "/lines/1", "/numbers", "/people", "/people/1", "/people/1/lines",
                "/history/line/1",
                "/change/line/1/aliases", "/search?q=\(evil)", "/lines/1/closures/new",
            ] {
                let page = try await browser.page(uri)
                #expect(page.text.contains("&lt;script&gt;") || uri == "/", "\(uri)")
                #expect(!page.text.contains("<script>"), "\(uri)")
            }
        }
    }

    @Test(
        "What is not there is a page that says so",
        arguments: [
            "/nowhere", "/lines/99", "/lines/x", "/closures/9", "/files/7", "/imports/none", "/operations/9",
            "/people/9", "/numbers/99", "/numbers/+447700900999", "/identifiers/9", "/authorisations/9",
            "/check-backs/9", "/change/line/9/aliases", "/change/line/x/aliases", "/change/note/1/text",
            "/history/session/1", "/today/other.csv",
        ])
    func missing(uri: String) async throws {
        let book = try await TemporarySite()
        try await book.ask { browser in
            let page = try await browser.page(uri)
            #expect(page.status == .notFound)
            #expect(page.text.contains("<h1>"))
        }
    }
}
