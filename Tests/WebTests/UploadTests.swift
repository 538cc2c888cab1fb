import Access
import CallRecords
import Casework
import HTTPTypes
import Storage
import Testing

@testable import Web

struct UploadTests {
    private static func body(_ file: String, name: String = "records.csv", layout: String = "auto") -> String
    {
        "--b\r\nContent-Disposition: form-data; name=\"layout\"\r\n\r\n\(layout)\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n"
            + "Content-Type: text/csv\r\n\r\n\(file)\r\n--b--\r\n"
    }

    private static let records = "time,from,to\n2026-03-01T10:00:00Z,07700900001,07700900002\n"

    /// Follows an import to its end: asks again until the server sends the browser on or refuses.
    private func end(of location: String, _ browser: Browser) async throws -> (location: String, text: String)
    {
        for _ in 0..<5_000 {
            let answer = try await browser.page(location)
            if answer.status != .ok { return (answer.location, answer.text) }
            await Task.yield()
        }
        return ("", "never ended")
    }

    @Test("An uploaded file is taken in under its authorisation, and its page leads back to the same bytes")
    func takesIn() async throws {
        let book = try await TemporarySite()
        let text = Self.records + "broken\n"
        try await book.ask { browser in
            let sent = try await browser.upload(Self.body(text))
            #expect(sent.status == .seeOther)
            let (location, _) = try await self.end(of: sent.location, browser)
            #expect(location == "/files/1")
            let page = try await browser.page("/files/1")
            #expect(page.text.contains("The row has 1 cells where the header has 3"))
            #expect(page.text.contains("Authorisation CD-1"))
            #expect(page.text.contains("by Investigator of the test"))
            #expect(try await browser.page("/files/1/original").text == text)
            #expect(try await browser.page("/files/1/quarantine.csv").text.contains("broken"))
            let again = try await browser.upload(Self.body(text))
            #expect(try await self.end(of: again.location, browser).text.contains("in the operation already"))
        }
    }

    @Test("What came back is held against what was asked for, and the file's page says where it differs")
    func warns() async throws {
        let book = try await TemporarySite()
        _ = try await book.desk().addAuthorisation(
            reference: "CD-2", .events, identifiers: "07700 900009",
            period: (try Instant(parsing: "2026-03-02T00:00:00Z"), nil),
            grantedAt: TemporarySite.now.adding(seconds: -86_400), isUrgent: false, purpose: "",
            in: book.operation)
        try await book.ask { browser in
            let sent = try await browser.upload(Self.body(Self.records), under: "CD-2")
            let (location, _) = try await self.end(of: sent.location, browser)
            let page = try await browser.page(location)
            #expect(page.text.contains("1 event names none of the numbers that were asked for"))
            #expect(page.text.contains("1 event lies outside the period"))
        }
    }

    @Test(
        "An upload that is none says what is wrong",
        arguments: [
            ("", "ended before the file did"), ("--b--\r\n", "Choose a file"),
            (Self.body("", name: ""), "Choose a file"),
            (Self.body(""), "The file is empty"),
            (String(Self.body("time,from,to\n").dropLast(6)), "ended before the file did"),
            ("--b\r\nX: y\r\n\r\nz\r\n--b--\r\n", "could not be read"),
            ("--c\r\n" + String(repeating: "x", count: 20_000), "could not be read"),
        ])
    func refused(body: String, message: String) async throws {
        let book = try await TemporarySite()
        try await book.ask { browser in
            let sent = try await browser.upload(body)
            #expect(sent.status == .unprocessableContent)
            #expect(sent.text.contains(message), "\(sent.text.prefix(3_000))")
            #expect(try await book.desk().files().total == 0)
        }
    }

    @Test(
        "Nothing is taken in without an authorisation of the operation, nor by a role that takes no records in"
    )
    func leave() async throws {
        let book = try await TemporarySite()
        try await book.ask { browser in
            let none = try await browser.upload(Self.body(Self.records), under: "")
            #expect(none.text.contains("Name the authorisation"))
            let foreign = try await browser.upload(Self.body(Self.records), under: "CD-9")
            #expect(foreign.text.contains("There is no authorisation “CD-9” in this operation."))
            for role in Role.allCases.filter({
                ![.investigator, .analyst, .singlePointOfContact].contains($0)
            }) {
                let refused = try await browser.as(role).upload(Self.body(Self.records))
                #expect(refused.status == .forbidden, "\(role)")
            }
            #expect(try await book.desk().files().total == 0)
            let question = try await browser.page("/operations/1/import")
            #expect(question.text.contains("CD-1: Events data"))
            let file = try await browser.page("/operations/1/import?authorisation=CD-1")
            #expect(file.text.contains("action=\"/operations/1/files?authorisation=CD-1\""))
        }
    }

    @Test("An import is shown to whoever began it and nobody else, and one that was cut short says so")
    func jobs() async throws {
        let book = try await TemporarySite()
        let mine = try #require(try await book.casebook.account(login: "investigator")).id
        func job(_ id: String, _ state: Job.State, beat: Int64) -> Job {
            Job(
                id: id, accountID: mine, operationID: 1, name: "records.csv", done: 50, total: 100,
                state: state,
                beatAt: TemporarySite.now.adding(seconds: beat))
        }
        try await book.casebook.keep(job("going", .running, beat: -1))
        try await book.casebook.keep(job("dead", .running, beat: -61))
        try await book.casebook.keep(job("over", .refused("The file is empty."), beat: -61))
        try await book.ask { browser in
            let going = try await browser.page("/imports/going")
            #expect(going.status == .ok)
            #expect(going.text.contains("(50%)") && going.text.contains("http-equiv=\"refresh\""))
            #expect(try await browser.as(.analyst).page("/imports/going").status == .notFound)
            #expect(try await browser.page("/imports/dead").text.contains("Nothing was changed"))
            #expect(try await browser.page("/imports/over").text.contains("The file is empty."))
        }
    }

    @Test("Two files in one upload are refused: each is kept under its own hash")
    func twoFiles() async throws {
        let book = try await TemporarySite()
        try await book.ask { browser in
            let part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nx\r\n"
            let sent = try await browser.upload(part + part + "--b--\r\n")
            #expect(sent.status == .unprocessableContent)
            #expect(sent.text.contains("one file at a time"))
        }
    }

    @Test("A name from a browser goes nowhere but into text")
    func names() async throws {
        let book = try await TemporarySite()
        try await book.ask { browser in
            let sent = try await browser.upload(Self.body(Self.records, name: "../../etc/<b>passwd; x.csv"))
            _ = try await self.end(of: sent.location, browser)
            #expect(try await book.desk().files().rows.first?.entry.name == "<b>passwd; x.csv")
            #expect(try await browser.page("/files/1").text.contains("&lt;b&gt;passwd; x.csv"))
        }
    }

    @Test("A body is read the same in whatever pieces it comes", arguments: [1, 2, 3, 7, 64, 10_000])
    func pieces(size: Int) throws {
        let file = "a\r\n--not the boundary\r\n-\r\n--\r\nb"
        let bytes = Array(Self.body(file, layout: "ringfence").utf8)
        var reader = try #require(MultipartReader(contentType: "multipart/form-data; boundary=b"))
        var found: [String: [UInt8]] = [:]
        var name = ""
        for start in stride(from: 0, to: bytes.count, by: size) {
            for piece in try reader.read(Array(bytes[start..<min(start + size, bytes.count)])) {
                switch piece {
                case .begin(let part): name = part.name
                case .bytes(let bytes): found[name, default: []] += bytes
                case .end: name = ""
                }
            }
        }
        #expect(reader.isFinished)
        #expect(found["layout"] == Array("ringfence".utf8))
        #expect(found["file"] == Array(file.utf8))
    }
}
