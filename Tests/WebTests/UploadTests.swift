import CallRecords
import Casework
import Hummingbird
import HummingbirdTesting
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

    /// Follows an import to its end: asks again until the server sends the browser on or refuses.
    private func end(of location: String, _ client: any TestClientProtocol) async throws -> (String, String) {
        for _ in 0..<2_000 {
            let answer = try await client.execute(uri: location, method: .get) {
                (status: $0.status, location: $0.headers[.location] ?? "", text: String(buffer: $0.body))
            }
            if answer.status != .ok { return (answer.location, answer.text) }
            await Task.yield()
        }
        return ("", "never ended")
    }

    @Test("An uploaded file is taken in, and its page leads back to the same bytes")
    func takesIn() async throws {
        let book = try await TemporarySite()
        let text = "time,from,to\n2026-03-01T10:00:00Z,07700900001,07700900002\nbroken\n"
        try await book.ask { client in
            let sent = try await client.upload(Self.body(text))
            #expect(sent.status == .seeOther)
            let (location, _) = try await self.end(of: sent.location, client)
            #expect(location == "/files/1")
            let page = try await client.page("/files/1")
            #expect(page.text.contains("The row has 1 cells where the header has 3"))
            let original = try await client.page("/files/1/original")
            #expect(original.text == text)
            let quarantine = try await client.page("/files/1/quarantine.csv")
            #expect(quarantine.text.contains("broken"))
            let again = try await client.upload(Self.body(text))
            let (_, refusal) = try await self.end(of: again.location, client)
            #expect(refusal.contains("in the casebook already"))
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
        try await book.ask { client in
            let sent = try await client.upload(body)
            #expect(sent.status == .unprocessableContent)
            #expect(sent.text.contains(message), "\(sent.text.prefix(3_000))")
            #expect(try await book.casebook.files().isEmpty)
        }
    }

    @Test("Two files in one upload are refused: each is kept under its own hash")
    func twoFiles() async throws {
        let book = try await TemporarySite()
        try await book.ask { client in
            let part = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\nx\r\n"
            let sent = try await client.upload(part + part + "--b--\r\n")
            #expect(sent.status == .unprocessableContent)
            #expect(sent.text.contains("one file at a time"))
        }
    }

    @Test("A name from a browser goes nowhere but into text")
    func names() async throws {
        let book = try await TemporarySite()
        try await book.ask { client in
            let name = "../../etc/<b>passwd; x.csv"
            let sent = try await client.upload(
                Self.body("time,from,to\n2026-03-01T10:00:00Z,07700900001,07700900002\n", name: name))
            _ = try await self.end(of: sent.location, client)
            #expect(try await book.casebook.files().first?.name == "<b>passwd; x.csv")
            let page = try await client.page("/files/1")
            #expect(page.text.contains("&lt;b&gt;passwd; x.csv"))
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
