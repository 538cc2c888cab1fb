import CallRecords
import Foundation

/// The layouts that ship, from the repository's own folder.
enum Layouts {
    static func named(_ name: String) throws -> Layout {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try Layout(
            yaml: String(contentsOf: root.appending(path: "Layouts/\(name).yaml"), encoding: .utf8))
    }
}
