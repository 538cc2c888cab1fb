import Access
import CallRecords
import Foundation
import SQL

/// Signs the end of the log and writes it to every place where checkpoints are kept.
package actor CheckpointWriter {
    /// A file in a folder that may come and go, such as a disk that is carried away.
    private struct Place {
        let path: String
        /// The last entry signed for there; nil until the file was looked at.
        var signed: Int64?
    }

    private let head: @Sendable () async throws -> (sequence: Int64, digest: String)
    private let key: SigningKey
    private let now: @Sendable () -> Instant
    private var places: [Place]
    private var newest: Checkpoint?

    /// - Parameter paths: the files.
    package init(
        to paths: [String], key: SigningKey,
        head: @escaping @Sendable () async throws -> (sequence: Int64, digest: String),
        now: @escaping @Sendable () -> Instant
    ) {
        (self.key, self.head, self.now) = (key, head, now)
        places = paths.map { Place(path: $0) }
    }

    /// Signs, if the log has moved, and writes to every place that does not have it yet. One that cannot be written to
    /// hinders no other, and is tried again the next time.
    ///
    /// - Returns: the checkpoint, nil for a log without entries; and what could not be written to.
    @discardableResult
    package func sign() async throws -> (checkpoint: Checkpoint?, failures: [StorageError]) {
        let head = try await head()
        guard head.sequence > 0 else { return (nil, []) }
        // No await from here on: two calls at once write nothing twice.
        let checkpoint = try current(head)
        var failures: [StorageError] = []
        for index in places.indices {
            do {
                let signed = try places[index].signed ?? Self.lastSigned(places[index].path)
                if signed < checkpoint.sequence {
                    try CheckpointFile.append(checkpoint, to: places[index].path)
                    places[index].signed = checkpoint.sequence
                }
            } catch let error as StorageError { failures.append(error) }
        }
        return (checkpoint, failures)
    }

    private func current(_ head: (sequence: Int64, digest: String)) throws -> Checkpoint {
        if let newest, newest.sequence == head.sequence, newest.digest == head.digest { return newest }
        let checkpoint = try Checkpoint(sequence: head.sequence, digest: head.digest, at: now(), key: key)
        newest = checkpoint
        return checkpoint
    }

    /// The last entry that the file speaks of.
    private static func lastSigned(_ path: String) throws -> Int64 {
        guard FileManager.default.fileExists(atPath: path) else { return 0 }
        return try CheckpointFile.read(path).last?.sequence ?? 0
    }
}
