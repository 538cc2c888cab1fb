import Access
import CallRecords
import Casework
import Foundation
import LineMatching
import SQL
import Synthesis
import Telephony

extension Loader {
    /// The authorisation's reference of a file: each file came under one of its own.
    static func reference(_ file: Int) -> String { "CD/\(2_000 + file / 10_000)/\(file % 10_000 + 1)" }

    func loadFiles() async throws {
        let nation = nation
        try await fill(
            "authorisation",
            [
                "id", "operation_id", "reference", "reference_key", "data_kind", "identifiers", "granted_us",
                "lapses_us", "purpose", "recorded_us",
            ], nation.files.count
        ) { place in
            let file = nation.files[place]
            let granted = file.receivedAt.adding(seconds: -5 * 86_400)
            return [
                [
                    SQLValue(place: place), SQLValue(place: nation.lines[file.line].operation),
                    .text(Self.reference(place)), .text(Self.reference(place).lowercased()), "events",
                    .text(file.numbers.map { nation.party($0).description }.joined(separator: "\n")),
                    SQLValue(granted), SQLValue(granted.adding(seconds: 30 * 86_400)),
                    "To find the line again.",
                    SQLValue(granted),
                ]
            ]
        }
        try await fill(
            "record_file",
            [
                "id", "sha256", "name", "byte_count", "layout", "zone", "imported_us", "row_count",
                "event_count",
                "quarantine_count", "preamble_lines", "blank_lines", "first_event_us", "last_event_us",
                "reasons",
            ], nation.files.count
        ) { place in
            let file = nation.files[place]
            let records = nation.records(ofFile: place)
            let events = SQLValue.integer(Int64(file.events))
            return [
                [
                    SQLValue(place: place), .text(Secret.digest("file \(place)")),
                    .text("records-\(place + 1).csv"),
                    .integer(Int64(file.events) * 80), "ringfence", "UTC", SQLValue(file.receivedAt), events,
                    events, 0, 0,
                    0, SQLValue(records.first?.time), SQLValue(records.last?.time), "{}",
                ]
            ]
        }
        try await fill(
            "operation_file", ["operation_id", "file_id", "authorisation_id", "brought_by", "brought_us"],
            nation.files.count
        ) { place in
            let file = nation.files[place]
            return [
                [
                    SQLValue(place: nation.lines[file.line].operation), SQLValue(place: place),
                    SQLValue(place: place),
                    "A. Bringer", SQLValue(file.receivedAt),
                ]
            ]
        }
    }

    func loadEvents() async throws {
        let nation = nation
        let columns = [
            "file_id", "row_number", "time_us", "kind", "from_party", "to_party", "duration_s",
            "from_handset",
            "to_handset", "from_cell", "to_cell",
        ]
        // Files hold some thousands of rows each.
        let files = 50
        for start in stride(from: 0, to: nation.files.count, by: files) {
            try await database.write { connection in
                try connection.trustReferences()
                try connection.insertMany(into: "event", columns: columns) { append in
                    for file in start..<min(start + files, nation.files.count) {
                        for (row, record) in nation.records(ofFile: file).enumerated() {
                            try append(Self.values(of: record, file: file, row: row))
                        }
                    }
                }
            }
        }
    }

    private static func values(of record: Nation.Record, file: Int, row: Int) -> [SQLValue] {
        let (own, other) = (SQLValue(place: record.number), SQLValue(place: record.contact))
        let cell = SQLValue(place: record.cell)
        let ends = record.isFromLine ? (own, other) : (other, own)
        return [
            SQLValue(place: file), SQLValue(place: row), SQLValue(record.time),
            .integer(Int64(record.kind.rawValue)),
            ends.0, ends.1, SQLValue(record.duration), record.isFromLine ? own : .null,
            record.isFromLine ? .null : own, record.isFromLine ? cell : .null,
            record.isFromLine ? .null : cell,
        ]
    }

    // MARK: Answers

    func loadAnswers() async throws {
        let nation = nation
        let asked = nation.numbers.indices.filter { nation.hasAnswer(number: $0) }
        let settings = try Self.json(OpenSetScorer().settings)
        let view = try Self.json(
            Ranking.View(
                weighed: 800, eventsBefore: 1_900, eventsAfter: 700, contacts: 120, contactsSeenAfter: 90,
                closedNumberEventsAfter: 2))
        let fileOfLine = Dictionary(
            nation.files.enumerated().map { ($1.line, $0) }, uniquingKeysWith: { first, _ in first })
        try await fill("trace", ["id", "closure_id", "ran_us", "settings", "software", "view"], asked.count) {
            place in
            let ran = nation.numbers[asked[place]].closing?.at.adding(seconds: 7_200)
            return [
                [
                    SQLValue(place: place), SQLValue(place: asked[place]), SQLValue(ran), .text(settings),
                    "ringfence",
                    .text(view),
                ]
            ]
        }
        try await fill("trace_file", ["trace_id", "file_id"], asked.count) { place in
            fileOfLine[nation.numbers[asked[place]].line].map {
                [[SQLValue(place: place), SQLValue(place: $0)]]
            } ?? []
        }
        try await fill(
            "suggestion",
            [
                "trace_id", "place", "standing", "party_id", "score", "first_contact_us", "first_seen_us",
                "contacts_since",
            ], asked.count
        ) { place in
            nation.answer(number: asked[place]).enumerated().map { standing, suggestion in
                [
                    SQLValue(place: place), .integer(Int64(standing) + 1), .real(Double(standing + 1)),
                    SQLValue(place: suggestion.party), .real(suggestion.score),
                    SQLValue(suggestion.firstSeen),
                    SQLValue(suggestion.firstSeen), 40,
                ]
            }
        }
        try await loadShared(asked)
        try await loadExplanations(asked)
    }

    private func loadShared(_ asked: [Int]) async throws {
        let nation = nation
        try await fill(
            "suggestion_contact",
            [
                "trace_id", "place", "number", "party_id", "events_with_closed", "last_with_closed_us",
                "events_with_candidate", "first_with_candidate_us", "popularity", "were_in_touch", "weight",
            ], asked.count
        ) { place in
            nation.answer(number: asked[place]).enumerated().flatMap { standing, suggestion in
                suggestion.shared.enumerated().map { number, contact in
                    [
                        SQLValue(place: place), .integer(Int64(standing) + 1), SQLValue(place: number),
                        SQLValue(place: contact), 12, SQLValue(suggestion.firstSeen.adding(seconds: -86_400)),
                        3,
                        SQLValue(suggestion.firstSeen), 9, 0, .real(1.5),
                    ]
                }
            }
        }
    }

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
