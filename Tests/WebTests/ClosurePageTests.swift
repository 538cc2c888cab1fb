import Access
import CallRecords
import Casework
import HTTPTypes
import LineMatching
import Synthesis
import Telephony
import Testing

@testable import Web

struct ClosurePageTests {
    private static func ash(_ book: TemporarySite) async throws -> ClosureView {
        let desk = try await book.desk()
        let id = try #require(try await desk.line(named: "Ash").file.closures.first?.closure.id)
        return try await desk.closure(id)
    }

    @Test("The closure's page ranks the true successor first, and its page shows why")
    func ranks() async throws {
        let book = try await TemporarySite()
        let county = try await book.county()
        let ash = try #require(county.switches.first { $0.line == "Ash" })
        let id = try await Self.ash(book).file.closure.id
        try await book.ask { browser in
            let candidate = try await browser.page("/closures/\(id)/candidates/1")
            #expect(candidate.text.contains("Is \(Format.party(ash.new)) the new number?"))
            #expect(candidate.text.contains("new since the closure"))
            let table = try await browser.page("/closures/\(id)/candidates.csv")
            let first = try #require(table.text.split(separator: "\r\n").dropFirst().first)
            #expect(first.hasPrefix("1,\(ash.new),"))
        }
    }

    @Test("Accepting, undoing and rejecting through the forms, with a reason each time and in one's own name")
    func decide() async throws {
        let book = try await TemporarySite()
        _ = try await book.county()
        let view = try await Self.ash(book)
        let id = view.file.closure.id
        let party = try #require(view.trace?.suggestion(at: 1)).candidate.party.description.replacing(
            "+", with: "%2B")
        let uri = "/closures/\(id)/candidates/1"
        try await book.ask { browser in
            let bare = try await browser.send(uri, "party=\(party)&verdict=accept&reason=")
            #expect(bare.status == .unprocessableContent)
            #expect(bare.text.contains("Enter the reason for your decision."))
            #expect(bare.text.contains("checked"), "what was chosen stays chosen")
            let none = try await browser.send(uri, "party=\(party)&reason=x")
            #expect(none.text.contains("Choose whether to accept or reject"))
            let other = try await browser.send(uri, "party=%2B447700900999&verdict=accept&reason=x")
            #expect(other.status == .conflict)
            let accepted = try await browser.send(
                uri, "party=\(party)&verdict=accept&reason=Same+list&by=Somebody")
            #expect(accepted.location == "/closures/\(id)?done=accept")
            let page = try await browser.page(accepted.location)
            #expect(page.text.contains("Candidate accepted."))
            #expect(page.text.contains("Investigator of the test") && !page.text.contains("Somebody"))
            let twice = try await browser.send(uri, "party=\(party)&verdict=reject&reason=x")
            #expect(twice.text.contains("Undo that decision first."))
            let undone = try await browser.send(uri, "party=\(party)&verdict=undo&reason=Mistaken")
            #expect(undone.status == .seeOther)
            let rejected = try await browser.send(uri, "party=\(party)&verdict=reject&reason=A+courier")
            #expect(rejected.status == .seeOther)
            let log = try await browser.page("/closures/\(id)/decisions.csv")
            #expect(log.text.split(separator: "\r\n").count == 4)
        }
    }

    @Test(
        "A role that may look but not decide sees the evidence and no form, and a form sent all the same is refused"
    )
    func looking() async throws {
        let book = try await TemporarySite()
        _ = try await book.county()
        let view = try await Self.ash(book)
        let id = view.file.closure.id
        try await book.ask(as: .legal) { browser in
            let page = try await browser.page("/closures/\(id)/candidates/1")
            #expect(page.status == .ok)
            #expect(
                page.text.contains("How strong the evidence is") && !page.text.contains("Record the decision")
            )
            let party = try #require(view.trace?.suggestion(at: 1)).candidate.party.description
            for (uri, form) in [
                (
                    "/closures/\(id)/candidates/1",
                    "party=\(party.replacing("+", with: "%2B"))&verdict=accept&reason=x"
                ),
                ("/closures/\(id)/trace", ""), ("/closures/\(id)/withdraw", "reason=x"),
                ("/change/closure/\(id)/coding", "from=&coding=type-1"),
                ("/check-backs/1", "result=dead&how=x"),
            ] {
                let refused = try await browser.send(uri, form)
                #expect(refused.status == .forbidden, "\(uri)")
            }
        }
    }

    @Test("A check-back says how it is known, and a number in use again leads on to tracing")
    func checkBack() async throws {
        let book = try await TemporarySite()
        _ = try await book.county()
        let view = try await Self.ash(book)
        let check = try #require(view.checkBacks.first)
        try await book.ask { browser in
            let bare = try await browser.send("/check-backs/\(check.id)", "result=&how=")
            #expect(bare.text.contains("Choose what you found."))
            #expect(bare.text.contains("Enter how you know."))
            let alive = try await browser.send("/check-backs/\(check.id)", "result=alive&how=It+rang")
            #expect(alive.location == "/closures/\(check.closureID)?done=alive")
            let page = try await browser.page(alive.location)
            #expect(page.text.contains("the number is in use again"))
            #expect(page.text.contains("Trace with all records now held"))
            #expect(page.text.contains("It rang"))
        }
    }

    @Test("The coding is chosen with its meaning beside it, and is kept")
    func coding() async throws {
        let book = try await TemporarySite()
        _ = try await book.county()
        try await book.ask { browser in
            let question = try await browser.page("/change/closure/1/coding")
            #expect(question.text.contains("Type 1: arrest and charge of a line holder"))
            _ = try await browser.send("/change/closure/1/coding", "from=&coding=type-2")
            #expect(try await browser.page("/closures/1").text.contains("Type 2: deactivation"))
        }
    }

    @Test("A closure recorded by mistake is taken back with a reason, unless a decision stands on it")
    func withdraw() async throws {
        let book = try await TemporarySite()
        let desk = try await book.desk()
        let number = try Party(parsing: "07700900001")
        let line = try await desk.addLine(
            named: "Ash", number: number, from: TemporarySite.now.adding(seconds: -86_400), in: book.operation
        )
        let closure = try await desk.close(
            number, at: TemporarySite.now.adding(seconds: -3_600), kind: .order, in: book.operation)
        try await book.ask { browser in
            let bare = try await browser.send("/closures/\(closure.id)/withdraw", "reason=")
            #expect(bare.text.contains("Enter the reason."))
            let done = try await browser.send("/closures/\(closure.id)/withdraw", "reason=Wrong+number")
            #expect(done.location == "/lines/\(line)?done=withdrawn")
            #expect(
                try await browser.page(done.location).text.contains("No number of this line has been closed.")
            )
        }
    }
}
