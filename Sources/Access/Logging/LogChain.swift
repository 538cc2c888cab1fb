import CallRecords
import Crypto

/// The chain: each entry's digest covers the entry before it, so that nothing can be altered, dropped, swapped or put
/// in between without every later digest being wrong.
package enum LogChain {
    /// What stands before the first entry.
    package static let beginning = String(repeating: "0", count: 64)
    /// First in every digest, so that a later way of writing entries can be told apart.
    private static let version = "ringfence-log-1"

    /// - Parameter salt: secret bytes kept with the changes. Once both are erased nobody can guess what they were,
    ///   while the entry still proves that there were some.
    package static func seal(
        _ draft: LogDraft, sequence: Int64, at: Instant, previous: String, salt: [UInt8]
    ) -> LogEntry {
        let changes = draft.changes.isEmpty ? "" : digest(of: draft.changes, salt: salt)
        return LogEntry(
            sequence: sequence, at: at, draft: draft, changesDigest: changes, previous: previous,
            digest: digest(of: draft, sequence: sequence, at: at, changesDigest: changes, previous: previous))
    }

    package static func digest(of entry: LogEntry) -> String {
        digest(
            of: entry.draft, sequence: entry.sequence, at: entry.at, changesDigest: entry.changesDigest,
            previous: entry.previous)
    }

    private static func digest(
        of draft: LogDraft, sequence: Int64, at: Instant, changesDigest: String, previous: String
    ) -> String {
        hash([
            version, previous, String(sequence), String(at.microseconds), draft.kind.rawValue,
            draft.outcome.rawValue, String(draft.actor.userID), draft.actor.login, draft.actor.source,
            draft.subject.kind.rawValue, String(draft.subject.id), String(draft.operationID), draft.act,
            draft.why,
            draft.recipient, changesDigest,
        ])
    }

    /// Of what was changed, without the rest.
    package static func digest(of changes: [Change], salt: [UInt8]) -> String {
        hash([version, written(salt)] + changes.flatMap { [$0.field, $0.old, $0.new] })
    }

    /// A salt as it is kept.
    package static func written(_ salt: [UInt8]) -> String { salt.hexadecimal }

    /// SHA-256 of texts, each led by its length in bytes, so that no two lists are written alike. Hexadecimal.
    static func hash(_ fields: [String]) -> String {
        // One run of bytes for all fields: ten million entries are hashed to prove a log.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(fields.reduce(0) { $0 + $1.utf8.count + 5 })
        for field in fields {
            append(field.utf8.count, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: field.utf8)
        }
        return SHA256.hash(data: bytes).hexadecimal
    }

    /// A count in decimal digits.
    private static func append(_ count: Int, to bytes: inout [UInt8]) {
        if count >= 10 { append(count / 10, to: &bytes) }
        bytes.append(UInt8(ascii: "0") + UInt8(count % 10))
    }
}

extension Sequence<UInt8> {
    /// Two lower-case hexadecimal digits a byte.
    package var hexadecimal: String {
        var text = [UInt8]()
        text.reserveCapacity(underestimatedCount * 2)
        for byte in self {
            for half in [byte >> 4, byte & 15] { text.append(half < 10 ? 48 + half : 87 + half) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Array<UInt8> {
    /// Reads hexadecimal digits, two a byte; nil where the text is something else.
    package init?(hexadecimal text: some StringProtocol) {
        let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == text.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}
