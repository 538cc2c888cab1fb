import Access
import CallRecords
import Casework
import Foundation
import HTTPTypes
import Hummingbird

extension APIRoutes {
    static let files: [APIRoute] = [
        .list(
            "/files", "listFiles", "Files of records, newest first.", under: .seeRecords,
            query: [.page, .operation], of: APIModels.file
        ) { try await $0.desk.files(page: $0.page, in: $0.operation) },
        .get(
            "/files/{id}", "getFile", "A file of records.", under: .seeRecords, query: [.operation],
            gives: APIModels.fileView
        ) { try await $0.desk.file($0.id(), in: $0.operation) },
        .list(
            "/files/{id}/quarantine", "listQuarantine", "Rows that were set aside, with their reasons.",
            under: .seeRecords, query: [.page, .operation], of: APIModels.quarantined
        ) { call in
            let view = try await call.desk.file(call.id(), in: call.operation)
            let length = ListPage<QuarantineEntry>.length
            let rows = try await call.desk.quarantine(
                of: view, offset: (call.page - 1) * length, limit: length)
            return ListPage(rows: rows, total: view.file.entry.reading.quarantined, number: call.page)
        },
        APIRoute(
            method: .get, path: "/files/{id}/original", operationID: "takeOriginal",
            summary: "A file as it came, every byte. Logged as a disclosure.", action: .takeOriginal,
            takes: .nothing,
            gives: .file("application/octet-stream"), query: [.operation]
        ) { call in
            let view = try await call.desk.file(call.id(), in: call.operation, for: .takeOriginal)
            return .response(try original(call.desk.pathOfOriginal(view), view.file.entry.byteCount))
        },
        APIRoute(
            method: .post, path: "/operations/{id}/files", operationID: "importFile",
            summary: "Takes a file of records in, under an authorisation. Gives the job that reads it.",
            action: .importRecords, takes: .file, gives: .json(.accepted, APIModels.job.schema),
            query: [
                .text("authorisation", upTo: 60, "Its reference, or its number."), .text("name", upTo: 200),
                Schema.Member.text(
                    "layout", upTo: 60, "Chosen by the file's first rows where it is left out."
                )
                .omissible,
            ]
        ) { call in
            let begun = try await take(call)
            return .made(APIModels.job.json(begun), at: "/jobs/\(begun.job.id)")
        },
        .get(
            "/jobs/{job}", "getJob", "Long work of yours, and how far it is.", under: .useAccount,
            gives: APIModels.job
        ) { call in
            try await job(call.text("job"), call)
        },
    ]

    private static func original(_ path: String, _ count: Int) throws -> Response {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw APIProblem(
                .gone, "missing",
                "The file's bytes are not in the casebook's folder. Restore them from a backup.")
        }
        let body = ResponseBody(contentLength: count) { writer in
            defer { try? handle.close() }
            while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {
                try await writer.write(ByteBuffer(bytes: data))
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: [.contentType: "application/octet-stream"], body: body)
    }

    /// Leave is asked for before a byte is read.
    private static func take(_ call: APICall) async throws -> APIModels.JobView {
        let ticket = try await call.desk.mayImport(into: call.id(), under: call.text("authorisation"))
        let name = call.text("name").split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? "records"
        let incoming = try call.site.intake.store.receive(name: name)
        do {
            try await receive(call.body, incoming)
            let id = try await call.site.jobs.begin(
                try incoming.finish(), layout: call.optionalText("layout") ?? "auto", ticket: ticket,
                account: call.who.id)
            return try await job(id, call)
        } catch {
            incoming.discard()
            throw error
        }
    }

    private static func job(_ id: String, _ call: APICall) async throws -> APIModels.JobView {
        guard let job = try await call.site.jobs.job(id, of: call.who.id) else {
            throw RegisterRefusal.noSuchSubject("job")
        }
        return APIModels.JobView(job: job, now: call.site.now())
    }

    /// A larger file is brought in with `ringfence import`.
    private static let fileLimit = 4 << 30

    private static func receive(_ body: RequestBody, _ incoming: any IncomingOriginal) async throws {
        var count = 0
        for try await buffer in body {
            count += buffer.readableBytes
            guard count <= fileLimit else {
                throw APIProblem(
                    .contentTooLarge, "too-large",
                    "Files over \(Format.bytes(fileLimit)) are brought in with the command “ringfence import”."
                )
            }
            do { try incoming.append(Array(buffer.readableBytesView)) } catch {
                throw APIProblem(
                    .insufficientStorage, "no-room",
                    "The file could not be written; the disk may be full. Nothing was taken in.")
            }
        }
    }
}
