import Casework
import Foundation
import SQL

extension Casebook {
    /// Removes from disk what deletions took out of the casebook and a crash left lying. Run when a casebook is
    /// opened: a deletion is done once its transaction is, and its originals go after.
    package func finishDeletions() async throws {
        let files = try await database.read { connection in
            try connection.all("SELECT tombstone FROM deletion WHERE state = 'done'") { $0.text(0) }
                .compactMap { Tombstone(parsing: $0) }.flatMap(\.files)
        }
        try await removeUnheldOriginals(files.map(\.sha256))
    }

    /// Removes originals that no file of the casebook has.
    func removeUnheldOriginals(_ digests: [String]) async throws {
        let originals = originals
        let there = Set(digests).filter {
            FileManager.default.fileExists(atPath: originals.url(sha256: $0).path)
        }
        guard !there.isEmpty else { return }
        // Inside a write, so that nobody takes the same bytes in between the look and the removal.
        try await database.write { connection in
            for digest in there.sorted() {
                let isHeld =
                    try connection.first(
                        "SELECT 1 FROM record_file WHERE sha256 = ? AND state <> 'removed'", [.text(digest)],
                        { $0.integer(0) }) != nil
                if !isHeld { try FileManager.default.removeItem(at: originals.url(sha256: digest)) }
            }
        }
    }
}
