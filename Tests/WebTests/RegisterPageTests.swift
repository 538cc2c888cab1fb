import Access
import CallRecords
import Casework
import HTTPTypes
import Telephony
import Testing

@testable import Web

/// What is recorded, changed and linked by way of forms.
struct RegisterPageTests {
    private static let line = "operation=1&name=Ash&number=07700+900001&from=01%2F03%2F2026+09%3A00"

    @Test("A line and a closure through the forms, and what is wrong said at the field")
    func record() async throws {
        let book = try await TemporarySite()
        try await book.ask { browser in
            let empty = try await browser.send("/lines", "operation=1&name=&number=12&from=tomorrow")
            #expect(empty.status == .unprocessableContent)
            #expect(empty.text.contains("<title>Error: Record a line"))
            for field in ["name", "number", "from"] {
                #expect(empty.text.contains("href=\"#\(field)\""))
                #expect(empty.text.contains("id=\"\(field)-error\""))
            }
            #expect(empty.text.contains("value=\"tomorrow\""), "what was typed is kept")
            let made = try await browser.send("/lines", Self.line)
            #expect(made.location == "/lines/1?done=line")
            let twice = try await browser.send("/lines", Self.line.replacing("900001", with: "900002"))
            #expect(twice.text.contains("There is a line called"))
            let serving = try await browser.send(
                "/lines", Self.line.replacing("name=Ash", with: "name=Elder"))
            #expect(serving.text.contains("serves the Ash line"))
            let wrong = try await browser.send(
                "/lines/1/closures", "number=07700900001&at=29%2F03%2F2026+01%3A30")
            #expect(wrong.text.contains("the clocks skipped it"))
            #expect(wrong.text.contains("Choose how the number was closed."))
            let early = try await browser.send(
                "/lines/1/closures", "number=07700900001&at=01%2F02%2F2026+09%3A00&kind=order")
            #expect(early.text.contains("recorded as serving its line from"))
            let closed = try await browser.send(
                "/lines/1/closures", "number=07700900001&at=02%2F03%2F2026+09%3A00&kind=order")
            #expect(closed.location == "/closures/1")
            let page = try await browser.page("/closures/1")
            #expect(page.text.contains("Not traced yet"))
        }
    }

    @Test("A number and an identifier are added to a line, and each has a page of its own")
    func add() async throws {
        let book = try await TemporarySite()
        try await book.ask { browser in
            _ = try await browser.send("/lines", Self.line)
            let number = try await browser.send(
                "/lines/1/numbers", "number=%2B44+7700+900003&from=05%2F03%2F2026+09%3A00")
            #expect(number.location == "/lines/1?done=number")
            let found = try await browser.page("/numbers/+447700900003")
            #expect(found.status == .ok)
            #expect(found.text.contains("Ash"))
            let wrong = try await browser.send(
                "/lines/1/identifiers", "kind=imei&value=490154203237517&from=05%2F03%2F2026+09%3A00")
            #expect(wrong.text.contains("its check digit is 7 and should be 8"))
            let late = try await browser.send(
                "/lines/1/identifiers",
                "kind=imei&value=490154203237518&from=05%2F03%2F2026+09%3A00&until=04%2F03%2F2026")
            #expect(late.text.contains("The end is before the beginning."))
            let added = try await browser.send(
                "/lines/1/identifiers",
                "kind=imei&value=490154203237518&from=05%2F03%2F2026+09%3A00&until=05%2F03%2F2026&label=Seized"
            )
            #expect(added.location == "/lines/1?done=identifier")
            let page = try await browser.page("/identifiers/1")
            #expect(page.text.contains("Handset (IMEI)"))
        }
    }

    @Test(
        "A field is changed by itself, its history keeps both values, and a change on old sight is not taken")
    func change() async throws {
        let book = try await TemporarySite()
        try await book.ask { browser in
            _ = try await browser.send("/lines", Self.line)
            let saved = try await browser.send("/change/line/1/reach", "from=&reach=external")
            #expect(saved.location == "/lines/1?done=changed")
            let page = try await browser.page(saved.location)
            #expect(page.text.contains("External: across forces"))
            #expect(page.text.contains("What it was before stays in the history."))
            let stale = try await browser.send("/change/line/1/reach", "from=&reach=internal")
            #expect(stale.status == .unprocessableContent)
            #expect(stale.text.contains("Somebody changed internal or external meanwhile"))
            let foreign = try await browser.send("/change/line/1/reach", "from=external&reach=national")
            #expect(foreign.text.contains("from those offered"))
            let several = try await browser.send(
                "/change/line/1/aliases", "from=&aliases=Big+Ash%0D%0ALittle+Ash")
            #expect(several.status == .seeOther)
            let history = try await browser.page("/history/line/1/changes.csv")
            #expect(history.text.contains("reach,,external"))
            #expect(history.text.contains("investigator"))
            let refused = try await browser.as(.legal).send(
                "/change/line/1/reach", "from=external&reach=internal")
            #expect(refused.status == .forbidden)
        }
    }

    @Test("A person has several roles at once, is linked to lines of the operation and unlinked again")
    func people() async throws {
        let book = try await TemporarySite()
        try await book.ask { browser in
            _ = try await browser.send("/lines", Self.line)
            let nameless = try await browser.send("/people", "operation=1&name=&roles=runner")
            #expect(
                nameless.text.contains("Enter the person&#39;s name")
                    || nameless.text.contains("Enter the person's name"))
            let made = try await browser.send(
                "/people", "operation=1&name=Robin+Marsh&roles=runner&roles=victim")
            #expect(made.location == "/people/1?done=person")
            let page = try await browser.page("/people/1")
            #expect(page.text.contains("Runner, Victim"))
            let linked = try await browser.send("/people/1/lines", "lines=1")
            #expect(linked.location == "/people/1?done=linked")
            #expect(try await browser.page("/lines/1").text.contains("Robin Marsh"))
            _ = try await browser.send("/people/1/lines", "")
            #expect(try await browser.page("/lines/1").text.contains("Nobody is linked to this line."))
            let none = try await browser.send("/change/person/1/roles", "from=runner%0Avictim")
            #expect(none.location == "/people/1?done=changed", "no box ticked: no role")
            #expect(try await !browser.as(.messenger).page("/lines/1").text.contains("Nobody is linked"))
        }
    }

    @Test("An operation is made, shared with a force and restricted to people, each with a reason")
    func operations() async throws {
        let book = try await TemporarySite()
        try await book.ask { browser in
            let nameless = try await browser.send("/operations", "force=1&name=")
            #expect(nameless.text.contains("Enter the name of the operation."))
            let made = try await browser.send("/operations", "force=1&name=Rowan")
            #expect(made.location == "/operations/2?done=made")
            let reasonless = try await browser.send("/operations/2/share", "force=2&reach=see&reason=")
            #expect(reasonless.text.contains("Enter the reason."))
            let shared = try await browser.send("/operations/2/share", "force=2&reach=see&reason=One+line")
            #expect(shared.location == "/operations/2?done=shared")
            #expect(try await browser.page("/operations/2").text.contains("Aldermoor Police"))
            let nobody = try await browser.send("/operations/2/restrict", "openness=named&reason=Sensitive")
            #expect(nobody.text.contains("Choose the people"))
            let ticked = try await browser.send(
                "/operations/2/restrict", "openness=all&people=2&reason=Sensitive")
            #expect(ticked.text.contains("left the operation open to everybody"), "a tick without the choice")
            #expect(try await browser.as(.analyst).page("/operations/2").status == .ok)
            _ = try await browser.send("/operations/2/restrict", "openness=named&people=1&reason=Sensitive")
            let history = try await browser.page("/history/operation/2").text
            #expect(history.contains("Shared with Aldermoor Police"))
            #expect(history.contains(">Seeing<") && history.contains("Everybody whose role reaches it"))
            #expect(history.contains(">investigator<"), "who it was restricted to, by their sign-in name")
            #expect(!history.contains(">see<") && !history.contains(">named<"), "words of the database")
            let analyst = try await browser.as(.analyst).page("/operations/2")
            #expect(analyst.status == .forbidden)
            #expect(analyst.text.contains("restricted to named people"))
            #expect(try await !browser.as(.analyst).page("/operations").text.contains("Rowan"))
        }
    }

    @Test("An authorisation is recorded with what it asked for, and one from the future is not")
    func authorisations() async throws {
        let book = try await TemporarySite()
        try await book.ask { browser in
            let form =
                "reference=CD-2&kind=events&identifiers=07700+900001&from=01%2F03%2F2026&until=31%2F03%2F2026"
            let early = try await browser.send(
                "/operations/1/authorisations", form + "&granted=01%2F03%2F2030+09%3A00")
            #expect(early.text.contains("has not come yet"))
            let made = try await browser.send(
                "/operations/1/authorisations", form + "&granted=01%2F03%2F2026+09%3A00&urgent=yes")
            #expect(made.location == "/authorisations/2?done=authorisation")
            let page = try await browser.page(made.location)
            #expect(page.text.contains("1 March 2026, 00:00:00 GMT to 31 March 2026, 23:59:59 BST"))
            #expect(page.text.contains("4 March 2026, 09:00:00 GMT"), "an urgent one lapses after three days")
            #expect(page.text.contains("07700 900001"))
            let twice = try await browser.send(
                "/operations/1/authorisations", form + "&granted=01%2F03%2F2026+09%3A00")
            #expect(twice.text.contains("is in this operation already"))
        }
    }

    @Test("A search finds a number however it is typed, and says in words that it found nothing")
    func search() async throws {
        let book = try await TemporarySite()
        try await book.ask { browser in
            _ = try await browser.send("/lines", Self.line)
            for typed in ["07700900001", "%2B44+7700+900001", "900001", "ash", "Aesh"] {
                let page = try await browser.page("/search?q=\(typed)")
                #expect(
                    page.text.contains("href=\"/lines/1\"") || page.text.contains("href=\"/numbers/"),
                    "\(typed)")
            }
            #expect(try await browser.page("/search?q=zzzz").text.contains("Nothing found for “zzzz”"))
            #expect(try await browser.page("/search").text.contains("Type a number in any form"))
        }
    }

    @Test("A long list is paged, narrowed by operation and state, and its CSV is what is on screen")
    func lists() async throws {
        let book = try await TemporarySite()
        let desk = try await book.desk()
        let other = try await desk.makeOperation(named: "Rowan", force: 1)
        for number in 100..<160 {
            let party = try Party(parsing: "07700900\(number)")
            _ = try await desk.addLine(
                named: "Line \(number)", number: party, from: TemporarySite.now.adding(seconds: -86_400),
                in: number == 100 ? other : book.operation)
        }
        try await book.ask { browser in
            let first = try await browser.page("/lines")
            #expect(first.text.contains("Page 1 of 2, 60 in all"))
            #expect(first.text.contains("href=\"/lines?page=2\""))
            #expect(try await browser.page("/lines.csv").text.split(separator: "\r\n").count == 51)
            #expect(try await browser.page("/lines.csv?page=2").text.split(separator: "\r\n").count == 11)
            let narrow = try await browser.page("/lines?operation=\(other)")
            #expect(narrow.text.contains("Line 100") && !narrow.text.contains("Line 101"))
            #expect(
                try await browser.page("/lines?state=waiting").text.contains(
                    "Nothing here is as you asked for."))
            #expect(try await browser.page("/lines?page=99999999999999999999").status == .ok)
            #expect(try await browser.page("/lines?operation=77").status == .notFound)
        }
    }
}
