import Access
import Casework
import HTTPTypes
import Storage
import Testing

@testable import Web

/// The log as an auditor reads it, and takes it away.
struct LogPageTests {
    private static let line = "operation=1&name=Ash&number=07700+900001&from=01%2F03%2F2026+09%3A00"

    private static func worked() async throws -> TemporarySite {
        let book = try await TemporarySite()
        try await book.ask { browser in
            _ = try await browser.send("/lines", line)
            _ = try await browser.page("/lines/1")
        }
        return book
    }

    @Test("An auditor narrows the log by user, number, operation, kind, outcome and day")
    func narrowed() async throws {
        let book = try await Self.worked()
        try await book.ask(as: .auditor) { browser in
            let all = try await browser.page("/log")
            #expect(all.status == .ok)
            for text in [
                "See line", "Make operation", "investigator", "<caption>Entries of the log</caption>",
            ] {
                #expect(all.text.contains(text), "\(text)")
            }
            #expect(!all.text.contains("Download this table as CSV"), "what leaves says to whom first")
            for (query, holds) in [
                ("user=investigator", true), ("user=legal", false), ("number=07700+900001", true),
                ("number=07700+900999", false), ("operation=1&kind=consultation", true),
                ("kind=erasure", false),
                ("outcome=done&from=28%2F05%2F2026", true), ("until=27%2F05%2F2026", false),
                ("entry-kind=line&entry-id=1", true), ("entry-kind=line&entry-id=2", false),
            ] {
                let page = try await browser.page("/log?\(query)")
                #expect(page.status == .ok, "\(query)")
                #expect(page.text.contains("See line") == holds, "\(query)")
            }
        }
    }

    @Test("What the log cannot be asked is said at its field, and what was typed stays")
    func wrong() async throws {
        let book = try await Self.worked()
        try await book.ask(as: .auditor) { browser in
            for (query, field) in [
                ("user=nobody", "user"), ("number=07700+9000", "number"), ("from=tomorrow", "from"),
                ("from=28%2F05%2F2026&until=01%2F05%2F2026", "until"),
            ] {
                let page = try await browser.page("/log?\(query)")
                #expect(page.status == .unprocessableContent, "\(query)")
                #expect(page.text.contains("href=\"#\(field)\""), "\(query)")
                #expect(page.text.contains("id=\"\(field)-error\""), "\(query)")
            }
            #expect(try await browser.page("/log?from=tomorrow").text.contains("value=\"tomorrow\""))
            #expect(try await browser.page("/log/entries/9999").status == .notFound)
            let far = try await browser.page("/log/unusual?from=01%2F01%2F2026&until=28%2F05%2F2026")
            #expect(far.text.contains("Choose 31 days or fewer."))
        }
    }

    @Test("Many signs are shown fifty at a time, each once")
    func unusualPages() async throws {
        let book = try await TemporarySite()
        for place in 10..<70 {
            let actor = Actor(userID: 0, login: "guess-\(place)", source: "192.0.2.7")
            for _ in 0..<5 {
                try await book.casebook.log(
                    LogDraft(.signIn, "sign-in", by: actor, on: Subject(.session), outcome: .refused),
                    at: TemporarySite.now)
            }
        }
        try await book.ask(as: .auditor) { browser in
            var seen: [Substring] = []
            var address = "/log/unusual"
            // One sign more: somebody looks out of hours.
            for (number, count) in [(1, 49), (2, 11)] {
                let page = try await browser.page(address)
                #expect(page.text.contains("Page \(number) of 2, 61 in all"))
                let logins = page.text.matches(of: #/<td[^>]*>(guess-[0-9]+)</#).map(\.output.1)
                #expect(logins.count == count)
                seen += logins
                guard number == 1 else { break }
                let next = try #require(page.text.firstMatch(of: #/href="([^"]*page=2)"/#)?.output.1)
                address = String(next.replacing("&amp;", with: "&"))
            }
            #expect(Set(seen).count == 60)
            for page in ["0", "9", "x", "99999999999999999999"] {
                #expect(try await browser.page("/log/unusual?page=\(page)").status == .ok)
            }
        }
    }

    @Test("One entry shows its old and new values, and what it is proved by")
    func entry() async throws {
        let book = try await Self.worked()
        try await book.ask(as: .auditor) { browser in
            let page = try await browser.page("/log?operation=1&kind=alteration")
            let link = try #require(page.text.firstMatch(of: #/\/log\/entries\/[0-9]+/#)?.output)
            let entry = try await browser.page(String(link))
            for text in [
                "Old and new values", "Ash", "Everything this user did", "Digest of the entry before",
            ] {
                #expect(entry.text.contains(text), "\(text)")
            }
        }
    }

    @Test("Text from outside is text on the auditor's page")
    func stored() async throws {
        let book = try await TemporarySite()
        try await book.casebook.log(
            LogDraft(
                .signIn, "sign-in",
                by: Actor(userID: 0, login: "<script>alert(1)</script>", source: "192.0.2.7"),
                on: Subject(.session), outcome: .refused, why: "\"><img src=x>"), at: TemporarySite.now)
        try await book.ask(as: .auditor) { browser in
            for path in ["/log", "/log/unusual"] {
                let page = try await browser.page(path)
                #expect(!page.text.contains("<script>alert"))
                #expect(!page.text.contains("<img src=x"))
            }
        }
    }

    @Test("The log is taken away only with to whom and why, and then proves itself")
    func taken() async throws {
        let book = try await Self.worked()
        try await book.ask(as: .auditor) { browser in
            let form = try await browser.page("/log/take?user=investigator")
            #expect(form.text.contains("This is a disclosure"))
            #expect(form.text.contains("name=\"user\" value=\"investigator\""))
            for (sent, field) in [
                ("recipient=&reason=Trial", "recipient"), ("recipient=CPS&reason=", "reason"),
            ] {
                let refused = try await browser.send("/log/take", sent)
                #expect(refused.status == .unprocessableContent)
                #expect(refused.text.contains("href=\"#\(field)\""))
            }
            let file = try await browser.send("/log/take", "recipient=CPS&reason=Trial&format=jsonl")
            let lines = file.text.split(separator: "\n")
            let first = try #require(lines.first)
            let beginning = try #require(LogFile.Beginning(line: first))
            var verifier = try LogVerifier()
            for line in lines.dropFirst() {
                let kept = try #require(KeptEntry(line: line))
                try verifier.check(kept)
            }
            let report = try verifier.finish(
                head: (beginning.head, beginning.headDigest), witness: .export)
            #expect(beginning.isWhole)
            #expect(report.entries == Int64(lines.count - 1))
            let table = try await browser.send(
                "/log/take", "recipient=CPS&reason=Trial&format=csv&user=investigator")
            #expect(table.text.hasPrefix("sequence,at_us,"))
            #expect(!table.text.contains(",auditor,"))
            let told = try await browser.page("/log?kind=disclosure")
            #expect(told.text.contains("CPS"))
        }
    }

    @Test("An auditor narrows the log to a restricted operation, and is not told its name")
    func restricted() async throws {
        let book = try await Self.worked()
        try await book.ask { browser in
            _ = try await browser.send("/operations", "force=1&name=Rowan")
            _ = try await browser.send("/operations/2/restrict", "openness=named&people=1&reason=Sensitive")
            let auditor = browser.as(.auditor)
            let form = try await auditor.page("/log?kind=sign-in")
            #expect(form.text.contains("<option value=\"2\">Restricted operation 2, "))
            #expect(!form.text.contains("Rowan"))
            #expect(try await auditor.page("/log?operation=2").text.contains("Restrict"))
        }
    }

    @Test("Only auditors read it", arguments: Role.allCases.filter { $0 != .auditor })
    func others(role: Role) async throws {
        let book = try await TemporarySite()
        try await book.ask(as: role) { browser in
            for path in ["/log", "/log/unusual", "/log/entries/1", "/log/take"] {
                let page = try await browser.page(path)
                #expect(page.status == .forbidden, "\(path)")
            }
            let taken = try await browser.send("/log/take", "recipient=x&reason=y&format=jsonl")
            #expect(taken.status == .forbidden)
            let account = try await browser.page("/account")
            #expect(!account.text.contains("href=\"/log\""))
        }
    }
}
