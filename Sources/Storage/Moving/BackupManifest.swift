import Access
import CallRecords
import Crypto
import Foundation
import SQL

/// The list of a backup's contents, its last member but one.
package struct BackupManifest: Sendable, Hashable, Codable {
    static let format = "ringfence-backup-1"
    /// Above what a backup of a million originals needs.
    static let longest = 256 << 20

    /// A member, by its path within the archive.
    package struct Part: Sendable, Hashable, Codable {
        package let path: String
        package let bytes: Int
        package let sha256: String
    }

    /// The last entry of the log.
    package struct LogEnd: Sendable, Hashable, Codable {
        package let sequence: Int64
        package let digest: String
    }

    package let format: String
    /// Name and version of what made it.
    package let software: String
    /// ISO 8601, UTC.
    package let made: String
    /// The last schema step, such as `0002-shared`.
    package let schema: String
    /// Nil before the casebook had a log.
    package let log: LogEnd?
    package let tables: [TableSum]
    package let parts: [Part]
    /// Originals that the casebook itself had lost, by SHA-256.
    package let lost: [String]

    package var rows: Int { tables.reduce(0) { $0 + $1.rows } }
    package var originals: [Part] { parts.filter { $0.path.hasPrefix(BackupMember.originals) } }

    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }

    /// - Throws: ``MovingRefusal``.
    init(reading bytes: [UInt8]) throws {
        struct Start: Decodable { let format: String }
        let data = Data(bytes)
        guard let start = try? JSONDecoder().decode(Start.self, from: data) else {
            throw MovingRefusal.contents
        }
        guard start.format == Self.format else {
            throw MovingRefusal.otherFormat(String(start.format.prefix(60)))
        }
        guard let read = try? JSONDecoder().decode(Self.self, from: data) else {
            throw MovingRefusal.contents
        }
        self = read
    }

    init(
        software: String, madeAt: Instant, schema: String, log: LogEnd?, tables: [TableSum], parts: [Part],
        lost: [String]
    ) {
        format = Self.format
        (self.software, made, self.schema, self.log) = (software, madeAt.description, schema, log)
        (self.tables, self.parts, self.lost) = (tables, parts, lost)
    }
}

/// What a backup may hold, in this order.
enum BackupMember: Hashable {
    /// Says what the file is, for who finds it in ten years.
    case note
    /// Rows of a table, counted from 1.
    case rows(table: String, number: Int)
    /// An original, named by its SHA-256.
    case original(String)
    case manifest
    /// SHA-256 of the manifest, as `sha256sum` writes it.
    case seal

    static let originals = "originals/"

    var path: String {
        switch self {
        case .note: "READ-ME.txt"
        case .rows(let table, let number):
            "tables/\(table)/\(String(repeating: "0", count: max(0, 6 - "\(number)".count)))\(number).jsonl"
        case .original(let sha256): Self.originals + sha256
        case .manifest: "manifest.json"
        case .seal: "manifest.sha256"
        }
    }

    static func sha256(_ bytes: [UInt8]) -> String { SHA256.hash(data: bytes).hexadecimal }

    static func sealText(_ digest: String) -> [UInt8] { Array("\(digest)  \(manifest.path)\n".utf8) }

    /// Nil for any other path: none is ever used as one on a disk.
    init?(path: String) {
        let words = path.split(separator: "/", omittingEmptySubsequences: false)
        let isHash = words.last.map { word in
            word.utf8.count == 64
                && word.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
        }
        if path == Self.note.path {
            self = .note
        } else if path == Self.manifest.path {
            self = .manifest
        } else if path == Self.seal.path {
            self = .seal
        } else if words.count == 2, words[0] == "originals", isHash == true {
            self = .original(String(words[1]))
        } else if words.count == 3, words[0] == "tables", let number = Int(words[2].dropLast(6)) {
            self = .rows(table: String(words[1]), number: number)
            let isName = words[1].utf8.allSatisfy {
                (97...122).contains($0) || (48...57).contains($0) || $0 == 95
            }
            guard self.path == path, isName, (1...63).contains(words[1].utf8.count), number > 0 else {
                return nil
            }
        } else {
            return nil
        }
    }

    /// The longest it may be; nil for an original, which may be as long as the file.
    var longest: Int? {
        switch self {
        case .note, .seal: 64 << 10
        case .rows: TablePart.longest
        case .original: nil
        case .manifest: BackupManifest.longest
        }
    }
}
