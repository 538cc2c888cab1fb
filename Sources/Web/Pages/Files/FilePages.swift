import CallRecords
import Casework
import Foundation
import HTTPTypes
import Hummingbird

/// The files of records: bringing one in, what was read from it, what was set aside, and the original back.
struct FilePages: Sendable {
    let site: Site

    /// Quarantined rows on one page.
    private static let pageLength = 50
    /// The largest upload. A larger file is brought in with `ringfence import`.
    private static let uploadLimit = 4 << 30

    func add(to router: Router<BasicRequestContext>) {
        router.get("/files") { _, _ in try await files(problem: "") }
        router.get("/files.csv") { _, _ in
            Response.csv(Tables.files(try await site.intake.store.files()), name: "files")
        }
        router.post("/files") { request, _ in try await upload(request) }
        router.get("/imports/:job") { _, context in try await progress(context) }
        router.get("/files/:id") { request, context in
            try await file(context, page: request.uri.queryParameters["page"].flatMap { Int($0) } ?? 1)
        }
        router.get("/files/:id/original") { _, context in try await original(context) }
        router.get("/files/:id/quarantine.csv") { _, context in
            let file = try await entry(context)
            let rows = try await site.intake.store.quarantine(file: file.id, offset: 0, limit: .max)
            return Response.csv(Tables.quarantine(rows), name: "file-\(file.id)-quarantine")
        }
        router.get("/files/:id/reasons.csv") { _, context in
            let file = try await entry(context)
            return Response.csv(Tables.reasons(file.reading), name: "file-\(file.id)-reasons")
        }
    }

    private func files(problem: String, status: HTTPResponse.Status = .ok) async throws -> Response {
        let table = Tables.files(try await site.intake.store.files())
        return site.page(
            FilesPage(
                layouts: site.intake.layouts.sorted { $0.name < $1.name }.map {
                    FilesPage.Choice(value: $0.name, name: "\($0.name) – \($0.title)")
                },
                problem: problem, hasProblem: !problem.isEmpty,
                files: TableView(table, csv: "/files.csv", whenEmpty: "No file has been taken in yet.")),
            status: status)
    }

    // MARK: Upload

    private func upload(_ request: Request) async throws -> Response {
        guard var reader = MultipartReader(contentType: request.headers[.contentType] ?? "") else {
            return try await files(problem: "Choose a file to upload.", status: .unprocessableContent)
        }
        var received = Received()
        defer { received.incoming?.discard() }
        do {
            for try await buffer in request.body {
                for piece in try reader.read(Array(buffer.readableBytesView)) {
                    try received.take(piece, store: site.intake.store, limit: Self.uploadLimit)
                }
            }
        } catch is MultipartReader.Refusal {
            return try await files(
                problem: "The upload could not be read. Try it again.", status: .unprocessableContent)
        } catch  where !(error is PageRefusal) {
            // The connection broke, or the body was no body.
            return try await files(
                problem: "The upload ended before the file did. Nothing was taken in; try it again.",
                status: .unprocessableContent)
        }
        // An upload cut short ends without the last boundary.
        guard reader.isFinished else {
            return try await files(
                problem: "The upload ended before the file did. Nothing was taken in; try it again.",
                status: .unprocessableContent)
        }
        guard let incoming = received.incoming, received.count > 0 else {
            let problem = received.fileName.isEmpty ? "Choose a file to upload." : "The file is empty."
            return try await files(problem: problem, status: .unprocessableContent)
        }
        let original = try incoming.finish()
        received.incoming = nil
        let job = await site.jobs.begin(original, layout: received.layout)
        return .seeOther("/imports/\(job)")
    }

    /// What has come of an upload so far.
    private struct Received {
        var incoming: (any IncomingOriginal)?
        var fileName = ""
        var layout = "auto"
        var count = 0
        private var part: MultipartReader.Part?

        mutating func take(_ piece: MultipartReader.Piece, store: any IntakeStore, limit: Int) throws {
            switch piece {
            case .begin(let begun):
                part = begun
                if begun.name == "layout" { layout = "" }
                if let name = begun.fileName, !name.isEmpty {
                    guard incoming == nil else {
                        throw PageRefusal(
                            status: .unprocessableContent, title: "More than one file",
                            text: "Import one file at a time, so that each is kept under its own hash.")
                    }
                    fileName = String((name.split { $0 == "/" || $0 == "\\" }.last ?? "records").prefix(200))
                    incoming = try store.receive(name: fileName)
                }
            case .bytes(let bytes):
                if part?.fileName != nil {
                    count += bytes.count
                    guard count <= limit else {
                        throw PageRefusal(
                            status: .contentTooLarge, title: "Too large to upload",
                            text:
                                "Files over \(Format.bytes(limit)) are brought in with the command “ringfence import”."
                        )
                    }
                    do { try incoming?.append(bytes) } catch {
                        throw PageRefusal(
                            status: .init(code: 507, reasonPhrase: "Insufficient Storage"), title: "No room",
                            text: "The file could not be written; the disk may be full. Nothing was taken in."
                        )
                    }
                } else if part?.name == "layout", layout.utf8.count < 100 {
                    layout += String(decoding: bytes, as: UTF8.self)
                }
            case .end: part = nil
            }
        }
    }

    private func progress(_ context: BasicRequestContext) async throws -> Response {
        guard let (name, state) = await site.jobs.state(context.parameters.get("job") ?? "") else {
            throw PageRefusal(
                status: .notFound, title: "No such import under way",
                text:
                    "The server has been started again since, or the address is wrong. An import that was cut short "
                    + "changed nothing: look among the files, and upload it again if it is not there.")
        }
        switch state {
        case .done(let file): return .seeOther("/files/\(file)")
        case .refused(let text):
            return try await files(
                problem: "“\(name)” was not taken in. \(text)", status: .unprocessableContent)
        case .reading(let bytes, let total):
            let percent = total == 0 ? 0 : min(100, bytes * 100 / total)
            return site.page(
                ImportPage(
                    title: "Reading \(name)", percent: percent,
                    text: "\(Format.bytes(bytes)) of \(Format.bytes(total)) read (\(percent)%)."),
                refreshAfter: 1)
        }
    }

    // MARK: One file

    private func entry(_ context: BasicRequestContext) async throws -> RecordFileEntry {
        guard let file = try await site.intake.store.file(id: try context.id()) else {
            throw PageRefusal.notFound("file")
        }
        return file
    }

    private func file(_ context: BasicRequestContext, page: Int) async throws -> Response {
        let file = try await entry(context)
        let pages = max(1, (file.reading.quarantined + Self.pageLength - 1) / Self.pageLength)
        let page = min(max(1, page), pages)
        let rows = try await site.intake.store.quarantine(
            file: file.id, offset: (page - 1) * Self.pageLength, limit: Self.pageLength)
        let base = "/files/\(file.id)"
        return site.page(
            FilePage(
                title: file.name, warning: Words.warning(file.reading) ?? "",
                hasWarning: Words.warning(file.reading) != nil, facts: Self.facts(file),
                original: "\(base)/original",
                hasQuarantine: file.reading.quarantined > 0,
                reasons: TableView(
                    Tables.reasons(file.reading), csv: "\(base)/reasons.csv", whenEmpty: "", isCompact: true),
                quarantine: TableView(
                    Tables.quarantine(rows), csv: "\(base)/quarantine.csv",
                    whenEmpty: "No row was quarantined."),
                position: "Page \(page) of \(pages)", hasPages: pages > 1,
                previous: "\(base)?page=\(page - 1)",
                hasPrevious: page > 1, next: "\(base)?page=\(page + 1)", hasNext: page < pages))
    }

    private static func facts(_ file: RecordFileEntry) -> [Fact] {
        let reading = file.reading
        let period =
            if let first = reading.firstEvent, let last = reading.lastEvent {
                "\(Format.time(first)) to \(Format.time(last))"
            } else { "No events" }
        return [
            Fact(term: "Rows read", text: Format.number(reading.rows)),
            Fact(term: "Events", text: Format.number(reading.events)),
            Fact(term: "Quarantined", text: Format.number(reading.quarantined)),
            Fact(
                term: "Lines that are no rows",
                text:
                    "\(Format.number(reading.preambleLines)) before the header, \(Format.number(reading.blankLines)) blank"
            ),
            Fact(term: "Events from", text: period),
            Fact(term: "Read by the layout", text: "\(file.layout), \(Self.zone(file.zone))"),
            Fact(term: "Taken in", text: Format.time(file.importedAt)),
            Fact(
                term: "Size", text: "\(Format.bytes(file.byteCount)) (\(Format.number(file.byteCount)) bytes)"
            ),
            Fact(term: "SHA-256", text: file.sha256),
        ]
    }

    private static func zone(_ zone: String) -> String {
        zone == TimeZoneRule.stated.description ? "whose times state their zone" : "times read as \(zone)"
    }

    private func original(_ context: BasicRequestContext) async throws -> Response {
        let file = try await entry(context)
        guard let handle = FileHandle(forReadingAtPath: site.intake.store.pathOfOriginal(sha256: file.sha256))
        else {
            throw PageRefusal(
                status: .gone, title: "The original is missing",
                text: "The file's bytes are not in the casebook's folder. Restore them from a backup.")
        }
        let body = ResponseBody(contentLength: file.byteCount) { writer in
            defer { try? handle.close() }
            while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {
                try await writer.write(ByteBuffer(bytes: data))
            }
            try await writer.finish(nil)
        }
        // The name came from a browser: only what is harmless in a header is sent back.
        let safe = String(
            file.name.unicodeScalars.map {
                $0.isASCII && $0.value >= 0x20 && $0 != "\"" && $0 != "\\" ? Character($0) : "_"
            })
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/octet-stream",
                .contentDisposition: "attachment; filename=\"\(safe)\"",
            ], body: body)
    }
}
