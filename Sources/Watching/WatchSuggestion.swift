import CallRecords
import Casework
import Foundation
import LineMatching
import Telephony

/// A suggestion as it leaves: in the ledger, on the owner's page, by webhook. It has no place for a contact.
package struct WatchSuggestion: Hashable, Sendable, Codable {
    package enum Kind: String, Sendable, Codable { case alert, withdrawn }

    /// From 1, in the order they were told.
    package let number: Int
    package let kind: Kind
    /// The reference of the order under which the stream is watched.
    package let order: String
    package let line: String
    package let candidate: String
    /// The level reached, as a log10 likelihood ratio; nil for what is withdrawn, as are the figures.
    package let level: Double?
    package let log10Ratio: Double?
    package let strength: String?
    package let sharedContacts: Int?
    package let events: Int?
    /// Times are ISO 8601 in UTC.
    package let firstSeen: String?
    package let closedAt: String
    /// Of the record that made it.
    package let at: String
    package let hoursSinceClosure: Double

    private enum CodingKeys: String, CodingKey {
        case number, kind, order, line, candidate, level, strength, events, at
        case log10Ratio = "log10_ratio"
        case sharedContacts = "shared_contacts"
        case firstSeen = "first_seen"
        case closedAt = "closed_at"
        case hoursSinceClosure = "hours_since_closure"
    }

    init(_ alert: StreamAlert, number: Int, order: String, of watch: WatchList, written: (Party) -> String) {
        let row = StreamRow(alert, of: watch)
        let found = row.suggestion
        (self.number, self.order) = (number, order)
        kind = found == nil ? .withdrawn : .alert
        if case .reached(_, let level, _) = alert { self.level = Self.places(level) } else { level = nil }
        line = row.line
        candidate = written(row.candidate)
        log10Ratio = found.map { Self.places($0.log10Ratio) }
        strength = found.map { Words.strength(log10Ratio: $0.log10Ratio) }
        sharedContacts = found?.sharedContacts
        events = found?.events
        firstSeen = found?.firstSeen.description
        closedAt = row.closedAt.description
        at = row.at.description
        hoursSinceClosure = (row.hours * 100).rounded() / 100
    }

    private static func places(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }

    /// One line, keys in order: what the ledger keeps and the webhook gets.
    package func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    /// What is told once.
    struct Key: Hashable {
        let kind: Kind
        let line: String
        let candidate: String
        let level: Double?
    }

    var key: Key { Key(kind: kind, line: line, candidate: candidate, level: level) }
}
