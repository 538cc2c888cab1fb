import Access
import CallRecords
import Casework
import SQL
import Synthesis
import Telephony

extension Loader {
    /// When the casebook's own things were made: before anything in it happened.
    private var beginning: SQLValue { SQLValue(nation.settings.now.adding(seconds: -4 * 365 * 86_400)) }

    func loadForces() async throws {
        let (nation, beginning) = (nation, beginning)
        try await fill("force", ["id", "name", "name_key", "made_us"], nation.forces.count) { place in
            let name = nation.forces[place]
            return [[SQLValue(place: place), .text(name), .text(name.lowercased()), beginning]]
        }
        try await fill(
            "operation", ["id", "force_id", "name", "name_key", "summary", "review_us", "made_us"],
            nation.operations.count
        ) { place in
            let operation = nation.operations[place]
            let review = nation.settings.now.adding(seconds: Int64(place % 90 - 3) * 86_400)
            return [
                [
                    SQLValue(place: place), SQLValue(place: operation.force), .text(operation.name),
                    .text(operation.name.lowercased()), "An invented operation.", SQLValue(review), beginning,
                ]
            ]
        }
        try await fill("operation_share", ["operation_id", "force_id", "reach"], nation.operations.count) {
            place in
            nation.operations[place].sharedWith.map {
                [[SQLValue(place: place), SQLValue(place: $0), "see"]]
            } ?? []
        }
    }

    /// Investigators and analysts of each force, some who work for all, and at the end an auditor.
    func loadOfficers() async throws {
        let (nation, beginning) = (nation, beginning)
        try await fill("account", ["id", "login", "name", "made_us"], nation.officers.count) { place in
            [
                [
                    SQLValue(place: place), .text(Self.login(place)), .text(nation.officers[place].name),
                    beginning,
                ]
            ]
        }
        try await fill(
            "account_grant", ["account_id", "role", "force_id", "given_us"], nation.officers.count
        ) { place in
            let role =
                place == nation.officers.count - 1 ? Role.auditor : place % 2 == 0 ? .investigator : .analyst
            let force = role == .auditor ? nil : nation.officers[place].force
            return [[SQLValue(place: place), .text(role.rawValue), SQLValue(place: force), beginning]]
        }
    }

    package static func login(_ officer: Int) -> String { "officer-\(officer + 1)" }

    func loadParties() async throws {
        let nation = nation
        try await fill("party", ["id", "name"], nation.parties) { place in
            [[SQLValue(place: place), .text(nation.party(place).description)]]
        }
        try await fill("handset", ["id", "body"], nation.numbers.count) { place in
            [[SQLValue(place: place), .integer(Int64(nation.handset(ofNumber: place).body))]]
        }
        try await fill("cell", ["id", "name"], Nation.cells) { place in
            [[SQLValue(place: place), .text(nation.cell(place)?.description ?? "cell \(place)")]]
        }
    }

    func loadLines() async throws {
        let nation = nation
        try await fill("line", ["id", "name", "name_key", "recorded_us"], nation.lines.count) { place in
            let line = nation.lines[place]
            let recorded = nation.numbers[line.numbers.lowerBound].from
            return [
                [
                    SQLValue(place: place), .text(line.name),
                    .text("\(line.operation + 1):\(line.name.lowercased())"),
                    SQLValue(recorded),
                ]
            ]
        }
    }

    /// Episodes, closures, decisions and check-backs, each of them the row of its number.
    func loadHistory() async throws {
        let nation = nation
        try await database.write { connection in
            try connection.trustReferences()
            try connection.insertMany(
                into: "closure",
                columns: ["id", "line_id", "episode_id", "party_id", "closed_us", "kind", "recorded_us"]
            ) { append in
                for (place, number) in nation.numbers.enumerated() {
                    guard let closing = number.closing else { continue }
                    try append([
                        SQLValue(place: place), SQLValue(place: number.line), SQLValue(place: place),
                        SQLValue(place: place), SQLValue(closing.at), .text(closing.way.rawValue),
                        SQLValue(closing.at),
                    ])
                }
            }
            try connection.insertMany(
                into: "decision",
                columns: ["id", "closure_id", "party_id", "verdict", "reason", "decided_by", "decided_us"]
            ) { append in
                for (place, number) in nation.numbers.enumerated() {
                    guard let at = number.closing?.refoundAt else { continue }
                    try append([
                        SQLValue(place: place), SQLValue(place: place), SQLValue(place: place + 1), "accept",
                        "Most of the list follows.",
                        .text(nation.officers[place % nation.officers.count].name),
                        SQLValue(at),
                    ])
                }
            }
            try connection.insertMany(
                into: "episode",
                columns: ["id", "line_id", "party_id", "from_us", "decision_id", "recorded_us"]
            ) { append in
                for (place, number) in nation.numbers.enumerated() {
                    let isFirst = nation.lines[number.line].numbers.lowerBound == place
                    try append([
                        SQLValue(place: place), SQLValue(place: number.line), SQLValue(place: place),
                        SQLValue(number.from), isFirst ? .null : SQLValue(place: place - 1),
                        SQLValue(number.from),
                    ])
                }
            }
        }
        try await loadLineCards()
        try await loadCards()
    }

    private func loadLineCards() async throws {
        let nation = nation
        try await fill(
            "line_card",
            [
                "line_id", "operation_id", "name_key", "aliases", "reach", "exporting_place",
                "importing_places",
                "status", "summary", "number_now", "closure_count", "last_closure_id", "last_closed_us",
                "refound_us",
            ], nation.lines.count
        ) { place in
            let line = nation.lines[place]
            let now = line.numbers.last { nation.numbers[$0].closing == nil }
            let last = line.numbers.last { nation.numbers[$0].closing != nil }
            let closing = last.flatMap { nation.numbers[$0].closing }
            return [
                [
                    SQLValue(place: place), SQLValue(place: line.operation), .text(line.name.lowercased()),
                    .text(line.aliases.joined(separator: "\n")), place % 3 == 0 ? "external" : "internal",
                    .text(line.exportingPlace), .text(line.importingPlaces.joined(separator: "\n")),
                    place % 11 == 0 ? "dormant" : "active", .text(line.summary), SQLValue(place: now),
                    .integer(Int64(line.numbers.count { nation.numbers[$0].closing != nil })),
                    SQLValue(place: last), SQLValue(closing?.at), SQLValue(closing?.refoundAt),
                ]
            ]
        }
    }

    private func loadCards() async throws {
        let nation = nation
        try await fill(
            "episode_card",
            ["episode_id", "line_id", "operation_id", "party_id", "party_name", "from_us", "until_us"],
            nation.numbers.count
        ) { place in
            let number = nation.numbers[place]
            return [
                [
                    SQLValue(place: place), SQLValue(place: number.line),
                    SQLValue(place: nation.lines[number.line].operation), SQLValue(place: place),
                    .text(nation.party(place).description), SQLValue(number.from),
                    SQLValue(number.closing?.at),
                ]
            ]
        }
        try await fill("closure_card", ["closure_id", "coding"], nation.numbers.count) { place in
            nation.numbers[place].closing.map {
                [[SQLValue(place: place), $0.way == .order ? "type-2" : ""]]
            } ?? []
        }
        try await fill(
            "check_back",
            ["closure_id", "operation_id", "day", "due_us", "outcome", "how", "done_by", "done_us"],
            nation.numbers.count
        ) { place in
            guard let closing = nation.numbers[place].closing else { return [] }
            let operation = SQLValue(place: nation.lines[nation.numbers[place].line].operation)
            return CheckBack.days.map { day in
                let due = closing.at.adding(seconds: Int64(day) * 86_400)
                // One in fifty was forgotten, and those of this week are still to be done.
                let isDone = due < nation.settings.now.adding(seconds: -86_400) && (place + day) % 50 != 0
                let result: SQLValue = isDone ? .text(place % 9 == 0 ? "alive" : "dead") : ""
                return [
                    SQLValue(place: place), operation, .integer(Int64(day)), SQLValue(due), result,
                    isDone ? "Rung from the office." : "", isDone ? "A. Checker" : "",
                    isDone ? SQLValue(due) : .null,
                ]
            }
        }
    }
}
