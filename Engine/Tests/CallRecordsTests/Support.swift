import CallRecords
import Foundation
import Telephony
import Testing

/// The layouts that ship, from the repository's own folder.
enum Layouts {
    static func named(_ name: String, file: StaticString = #filePath) throws -> Layout {
        try Layout(yaml: String(contentsOf: folder.appending(path: "\(name).yaml"), encoding: .utf8))
    }

    static func all() throws -> [Layout] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
            .map { try Layout(yaml: String(contentsOf: $0, encoding: .utf8)) }
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(
            path: "Layouts")
}

/// A file read whole, or in blocks of a size.
struct ReadFile {
    var columns = EventColumns()
    var quarantined: [QuarantinedRow] = []
    let reading: Reading

    init(_ bytes: [UInt8], _ layout: Layout, block: Int? = nil) throws {
        var reader = RecordReader(layout: layout)
        var rest: [UInt8] = []
        var quarantined: [QuarantinedRow] = []
        var at = 0
        repeat {
            let next = min(bytes.count, at + (block ?? bytes.count))
            rest += bytes[at..<next]
            at = next
            let taken = try reader.read(
                rest.span.bytes, isFinal: at == bytes.count, into: &columns,
                quarantine: { quarantined.append($0) })
            rest.removeFirst(taken)
        } while at < bytes.count
        self.quarantined = quarantined
        reading = reader.reading
    }

    init(_ text: String, _ layout: Layout, block: Int? = nil) throws {
        try self.init(Array(text.utf8), layout, block: block)
    }

    var events: [Event] { (0..<columns.count).map { columns[$0] } }
}
