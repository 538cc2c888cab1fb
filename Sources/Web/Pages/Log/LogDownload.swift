import Access
import Casework
import HTTPTypes
import Hummingbird
import NIOCore

/// A part of the log on its way out, a block at a time: ten million entries are never held at once.
struct LogDownload: Sendable {
    let export: LogExport
    let isJSON: Bool

    var response: Response {
        let name = isJSON ? "log.jsonl" : "log.csv"
        return Response(
            status: .ok,
            headers: [
                .contentType: isJSON ? "application/jsonl; charset=utf-8" : "text/csv; charset=utf-8",
                .contentDisposition: "attachment; filename=\"\(name)\"",
            ], body: ResponseBody { writer in try await write(to: &writer) })
    }

    private func write(to writer: inout any ResponseBodyWriter) async throws {
        // A table without rows is its header alone.
        let header = isJSON ? export.beginning.line + "\n" : Tables.wholeLog([]).csv
        try await writer.write(ByteBuffer(string: header))
        var after: Int64 = 0
        while true {
            let block = try await export.blocks(after)
            guard let last = block.last else { break }
            let text =
                isJSON
                ? block.map { $0.line + "\n" }.joined()
                : String(Tables.wholeLog(block.map(\.entry)).csv.dropFirst(header.count))
            try await writer.write(ByteBuffer(string: text))
            after = last.entry.sequence
        }
        try await writer.finish(nil)
    }
}
