import CallRecords
import Foundation

/// An entry with its old and new values, as they are kept beside it.
package struct KeptEntry: Sendable, Hashable {
    package let entry: LogEntry
    /// Of the draft's changes with their salt; empty where they were erased, or there are none.
    package let salt: [UInt8]

    package init(entry: LogEntry, salt: [UInt8]) { (self.entry, self.salt) = (entry, salt) }

    /// Whether there were old and new values that are there no more.
    package var hasErasedChanges: Bool { !entry.changesDigest.isEmpty && entry.draft.changes.isEmpty }
}

/// The log as a file that anybody can read and prove: one line of JSON to an entry, after a first line that says what
/// the file is.
package enum LogFile {
    package static let format = "ringfence-log-1"

    /// The first line.
    package struct Beginning: Codable, Sendable, Hashable {
        package let format: String
        /// Whether every entry from the first to the head is there; else only those that somebody chose.
        package let isWhole: Bool
        /// The last entry when the file was made.
        package let head: Int64
        package let headDigest: String

        package init(isWhole: Bool, head: Int64, headDigest: String) {
            (format, self.isWhole) = (LogFile.format, isWhole)
            (self.head, self.headDigest) = (head, headDigest)
        }

        package var line: String { LogFile.line(self) }

        /// Nil for a line that begins no log.
        package init?(line: some StringProtocol) {
            guard let read: Self = LogFile.read(line), read.format == LogFile.format
            else { return nil }
            self = read
        }
    }

    fileprivate static func line(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    fileprivate static func read<Value: Decodable>(_ line: some StringProtocol) -> Value? {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try? decoder.decode(Value.self, from: Data(String(line).utf8))
    }
}

extension KeptEntry {
    /// One line of JSON.
    package var line: String { LogFile.line(LogLine(self)) }

    /// Nil for a line that is no entry of this version's.
    package init?(line: some StringProtocol) {
        guard let read: LogLine = LogFile.read(line), let kept = read.kept
        else { return nil }
        self = kept
    }
}

/// An entry as the file has it. Everything that its digest is made of is there.
private struct LogLine: Codable {
    struct Value: Codable {
        let field: String
        let old: String
        let new: String
    }

    let sequence: Int64
    let atUs: Int64
    /// The same moment for people; not read back.
    let at: String
    let kind: String
    let outcome: String
    let accountId: Int64
    let login: String
    let source: String
    let subjectKind: String
    let subjectId: Int64
    let operationId: Int64
    let act: String
    let why: String
    let recipient: String
    let changes: [Value]
    let salt: String
    let changesDigest: String
    let previous: String
    let digest: String

    init(_ kept: KeptEntry) {
        let (entry, draft) = (kept.entry, kept.entry.draft)
        (sequence, atUs, at) = (entry.sequence, entry.at.microseconds, entry.at.description)
        (kind, outcome, act) = (draft.kind.rawValue, draft.outcome.rawValue, draft.act)
        (accountId, login, source) = (draft.actor.userID, draft.actor.login, draft.actor.source)
        (subjectKind, subjectId) = (draft.subject.kind.rawValue, draft.subject.id)
        (operationId, why, recipient) = (draft.operationID, draft.why, draft.recipient)
        changes = draft.changes.map { Value(field: $0.field, old: $0.old, new: $0.new) }
        salt = LogChain.written(kept.salt)
        (changesDigest, previous, digest) = (entry.changesDigest, entry.previous, entry.digest)
    }

    var kept: KeptEntry? {
        guard let kind = LoggedKind(rawValue: kind), let outcome = Outcome(rawValue: outcome),
            let subject = Subject.Kind(rawValue: subjectKind), let salt = [UInt8](hexadecimal: salt)
        else { return nil }
        let draft = LogDraft(
            kind, act, by: Actor(userID: accountId, login: login, source: source),
            on: Subject(subject, subjectId), operation: operationId, outcome: outcome, why: why,
            recipient: recipient, changes: changes.map { Change($0.field, from: $0.old, to: $0.new) })
        return KeptEntry(
            entry: LogEntry(
                sequence: sequence, at: Instant(microseconds: atUs), draft: draft,
                changesDigest: changesDigest,
                previous: previous, digest: digest), salt: salt)
    }
}
