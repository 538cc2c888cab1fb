import CallRecords
import Casework
import SQL
import Synthesis

/// What stands behind the nation's answers.
extension Loader {
    func loadExplanations(_ asked: [Int]) async throws {
        let nation = nation
        try await fill(
            "suggestion_part", ["trace_id", "place", "number", "part", "log10"], asked.count
        ) { place in
            nation.answer(number: asked[place]).indices.flatMap { standing in
                ["sharing", "who", "newcomer"].enumerated().map { number, part in
                    [
                        SQLValue(place: place), .integer(Int64(standing) + 1), .integer(Int64(number)),
                        .text(part), .real(0.5),
                    ]
                }
            }
        }
        try await fill(
            "suggestion_range", ["trace_id", "place", "lowest", "highest", "party_id", "without", "rival"],
            asked.count
        ) { place in
            nation.answer(number: asked[place]).enumerated().compactMap { standing, suggestion in
                suggestion.shared.first.map {
                    [
                        SQLValue(place: place), .integer(Int64(standing) + 1), .real(0.5), .real(1.5),
                        SQLValue(place: $0), .real(0.5), .real(0.25),
                    ]
                }
            }
        }
        try await fill(
            "trace_contact",
            [
                "trace_id", "number", "party_id", "events", "last_us", "share", "popularity", "events_since",
                "informs",
            ], asked.count
        ) { place in
            let contacts = Set(nation.answer(number: asked[place]).flatMap(\.shared)).sorted()
            let closed = nation.numbers[asked[place]].closing?.at
            return contacts.enumerated().map { number, contact in
                [
                    SQLValue(place: place), .integer(Int64(number)), SQLValue(place: contact), 12,
                    SQLValue(closed?.adding(seconds: -86_400)), .real(1 / Double(contacts.count)), 9, 3,
                    .real(1.5),
                ]
            }
        }
    }
}
