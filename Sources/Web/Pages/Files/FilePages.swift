import Access
import CallRecords
import Casework
import Foundation
import HTTPTypes
import Hummingbird

/// The files of records: what was read from each, what was set aside, and the original back. Taking one in is in a file
/// of its own.
struct FilePages: PageRoutes {
    let site: Site

    /// The largest upload. A larger file is brought in with `ringfence import`.
    static let uploadLimit = 4 << 30
    /// Quarantined rows on one page.
    private static let pageLength = 50

    func add(to router: Router<PageContext>) {
        router.get("/files") { request, context in try await files(request, context) }
        router.get("/files.csv") { request, context in
            let desk = try await site.desk(context)
            let address = ListAddress(request, path: "/files")
            let rows = try await desk.files(page: address.page, in: address.operation).rows
            return Response.csv(
                Tables.files(rows, try await desk.operations(for: .seeRecords)), name: "files")
        }
        router.get("/import") { request, context in try await chooseOperation(request, context) }
        router.get("/operations/:id/import") { request, context in try await askForFile(request, context) }
        router.post("/operations/:id/files") { request, context in try await upload(request, context) }
        router.get("/imports/:job") { _, context in try await progress(context) }
        router.get("/files/:id") { request, context in try await file(request, context) }
        router.get("/files/:id/original") { _, context in try await original(context) }
        router.get("/files/:id/quarantine.csv") { _, context in
            let desk = try await site.desk(context)
            let view = try await desk.file(try context.id())
            let rows = try await desk.quarantine(of: view, offset: 0, limit: .max)
            return Response.csv(Tables.quarantine(rows), name: "file-\(view.file.entry.id)-quarantine")
        }
        router.get("/files/:id/reasons.csv") { _, context in
            let view = try await site.desk(context).file(try context.id())
            return Response.csv(
                Tables.reasons(view.file.entry.reading), name: "file-\(view.file.entry.id)-reasons")
        }
    }

    private func files(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let address = ListAddress(request, path: "/files")
        let page = try await desk.files(page: address.page, in: address.operation)
        let operations = try await desk.operations(for: .seeRecords)
        let mayImport = operations.contains { desk.may(.importRecords, in: $0) }
        let into = address.operation.map { "/operations/\($0)/import" } ?? "/import"
        return site.page(
            FilesPage(
                deeds: mayImport ? [Link("Take records in", into)] : [],
                listing: Listing(
                    address, page, Tables.files(page.rows, operations), operations: operations,
                    whenEmpty: "No file has been taken in yet.")), context)
    }

    // MARK: One file

    private func file(_ request: Request, _ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let view = try await desk.file(try context.id())
        let entry = view.file.entry
        let count = max(1, (entry.reading.quarantined + Self.pageLength - 1) / Self.pageLength)
        let number = min(max(1, Int(request.query["page"]) ?? 1), count)
        let rows = try await desk.quarantine(
            of: view, offset: (number - 1) * Self.pageLength, limit: Self.pageLength)
        let base = "/files/\(entry.id)"
        return site.page(
            FilePage(
                id: entry.id, title: entry.name,
                back: Link("Files of \(view.operation.name)", "/files?operation=\(view.operation.id)"),
                warnings: [Words.warning(entry.reading), Words.warning(view.file.check)].compactMap { $0 }
                    .map(FilePage.Warning.init(text:)),
                facts: Self.facts(view),
                authorisation: Link(
                    view.authorisation.map { "Authorisation \($0.reference)" } ?? "",
                    view.authorisation.map { "/authorisations/\($0.id)" } ?? ""),
                hasAuthorisation: view.authorisation != nil
                    && desk.may(.seeAuthorisations, in: view.operation),
                original: "\(base)/original",
                mayTake: !view.file.isRemoved && desk.may(.takeOriginal, in: view.operation),
                deletion: DeletionPages.address(for: Subject(.file, entry.id), in: view.operation),
                mayAskDeletion: !view.file.isRemoved && desk.mayAskDeletion(in: view.operation),
                hasQuarantine: entry.reading.quarantined > 0,
                reasons: TableView(
                    Tables.reasons(entry.reading), csv: "\(base)/reasons.csv", whenEmpty: "", isCompact: true),
                quarantine: TableView(
                    Tables.quarantine(rows), csv: "\(base)/quarantine.csv",
                    whenEmpty: "No row was quarantined."),
                pager: Pager(number: number, count: count, total: entry.reading.quarantined) {
                    "\(base)?page=\($0)"
                }),
            context)
    }

    private static func facts(_ view: FileView) -> [Fact] {
        let (entry, reading) = (view.file.entry, view.file.entry.reading)
        let period =
            if let first = reading.firstEvent, let last = reading.lastEvent {
                "\(Format.time(first)) to \(Format.time(last))"
            } else { "No events" }
        let blank =
            "\(Format.number(reading.preambleLines)) before the header, \(Format.number(reading.blankLines)) blank"
        return [
            Fact(term: "Operation", text: view.operation.name),
            Fact(
                term: "Authorisation",
                text: view.authorisation?.reference ?? "None: taken in before it was asked for"),
            Fact(term: "Rows read", text: Format.number(reading.rows)),
            Fact(term: "Events", text: Format.number(reading.events)),
            Fact(term: "Quarantined", text: Format.number(reading.quarantined)),
            Fact(term: "Lines that are no rows", text: blank), Fact(term: "Events from", text: period),
            Fact(term: "Read by the layout", text: "\(entry.layout), \(zone(entry.zone))"),
            Fact(term: "Taken in", text: "\(Format.time(view.file.at)), by \(view.file.by)"),
            Fact(
                term: "Size",
                text: Self.size(entry.byteCount)
                    + (view.file.isRemoved ? ", removed since" : "")),
            Fact(term: "SHA-256", text: entry.sha256),
        ]
    }

    /// In bytes, and where that is long, in a larger unit before.
    private static func size(_ count: Int) -> String {
        let (rough, exact) = (Format.bytes(count), "\(Format.number(count)) bytes")
        return rough == exact ? exact : "\(rough) (\(exact))"
    }

    private static func zone(_ zone: String) -> String {
        zone == TimeZoneRule.stated.description ? "whose times state their zone" : "times read as \(zone)"
    }

    private func original(_ context: PageContext) async throws -> Response {
        let desk = try await site.desk(context)
        let view = try await desk.file(try context.id(), for: .takeOriginal)
        let entry = view.file.entry
        guard !view.file.isRemoved, let handle = FileHandle(forReadingAtPath: desk.pathOfOriginal(view))
        else {
            throw PageRefusal(
                status: .gone, title: "The original is missing",
                text: view.file.isRemoved
                    ? "The file's bytes were deleted by two people's agreement. Only the counts stand."
                    : "The file's bytes are not in the casebook's folder. Restore them from a backup.")
        }
        let body = ResponseBody(contentLength: entry.byteCount) { writer in
            defer { try? handle.close() }
            while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {
                try await writer.write(ByteBuffer(bytes: data))
            }
            try await writer.finish(nil)
        }
        // The name came from a browser: only what is harmless in a header is sent back.
        let safe = String(
            entry.name.unicodeScalars.map {
                $0.isASCII && $0.value >= 0x20 && $0.value != 0x7F && $0 != "\"" && $0 != "\\"
                    ? Character($0) : "_"
            })
        return Response(
            status: .ok,
            headers: [
                .contentType: "application/octet-stream",
                .contentDisposition: "attachment; filename=\"\(safe)\"",
            ], body: body)
    }
}
