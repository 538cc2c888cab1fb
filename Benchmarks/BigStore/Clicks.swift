import Access
import CallRecords
import Casework
import Foundation
import SQL
import Synthesis
import Telephony

/// Somebody who clicks through the pages: their session, and what they open.
package struct Clicker: Codable, Sendable {
    /// As their browser's cookie holds it.
    package let token: String
    /// By kind of page: the paths they choose from.
    package let paths: [String: [String]]
}

/// Signs officers in to a casebook that was loaded, without their passwords, and says what each of them opens.
package struct Clicks: Sendable {
    private let nation: Nation
    private let database: any SQLDatabase
    private let now: Instant

    package init(of nation: Nation, in database: any SQLDatabase, now: Instant) {
        (self.nation, self.database, self.now) = (nation, database, now)
    }

    /// Begins a session each, with the reasons for every look that they will take. Every twenty-fifth is the auditor, who
    /// opens the log alone.
    package func people(_ count: Int) async throws -> [Clicker] {
        var people: [Clicker] = []
        for place in 0..<min(count, nation.officers.count - 1) {
            var random = SeededGenerator(seed: UInt64(place) + 1)
            let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
            let token = Secret.token(bytes)
            let isAuditor = place % 25 == 24
            let officer = isAuditor ? nation.officers.count - 1 : place
            let things = things(of: officer, &random)
            try await signIn(officer, token, things)
            let paths = isAuditor ? pathsOfLog(things, &random) : paths(things, &random)
            people.append(Clicker(token: token, paths: paths))
        }
        return people
    }

    private struct Things: Sendable {
        let operations: [Int]
        let lines: [Int]
        let numbers: [Int]
        let closures: [Int]
        let people: [Int]
        let files: [Int]
    }

    /// Thirty of each kind, from what the officer may see.
    private func things(of officer: Int, _ random: inout SeededGenerator) -> Things {
        let force = nation.officers[officer].force
        let operations = nation.operations.indices.filter {
            force == nil || nation.operations[$0].force == force
        }
        let seen = Set(operations)
        func some(_ places: [Int], _ random: inout SeededGenerator) -> [Int] {
            Array(places.shuffled(using: &random).prefix(30))
        }
        let lines = some(nation.lines.indices.filter { seen.contains(nation.lines[$0].operation) }, &random)
        let numbers = lines.flatMap { Array(nation.lines[$0].numbers) }
        return Things(
            operations: some(operations, &random), lines: lines, numbers: some(numbers, &random),
            closures: some(numbers.filter { nation.numbers[$0].closing != nil }, &random),
            people: some(
                nation.people.indices.filter { seen.contains(nation.people[$0].operation) }, &random),
            files: some(
                nation.files.indices.filter { seen.contains(nation.lines[nation.files[$0].line].operation) },
                &random))
    }

    private func signIn(_ officer: Int, _ token: String, _ things: Things) async throws {
        let now = SQLValue(now)
        let lines = Set(things.lines + things.closures.map { nation.numbers[$0].line })
        let subjects =
            lines.sorted().map { (Subject.Kind.line, $0) } + things.numbers.map { (.number, $0) }
            + things.people.map { (.person, $0) }
        try await database.write { connection in
            try connection.execute(
                "UPDATE session SET ended_us = ?, digest = 'over ' || CAST(id AS TEXT) WHERE digest = ?",
                [now, .text(Secret.digest(token))])
            let session = try connection.insert(
                """
                INSERT INTO session (digest, account_id, stage, form_secret, source, agent, began_us, used_us)
                VALUES (?, ?, 'full', ?, '127.0.0.1', 'bench', ?, ?) RETURNING id
                """,
                [
                    .text(Secret.digest(token)), SQLValue(place: officer),
                    .text(Secret.digest("form \(officer)")), now, now,
                ])
            try connection.insertMany(
                into: "session_reason",
                columns: ["session_id", "subject_kind", "subject_id", "reason", "given_us"]
            ) { append in
                for (kind, place) in subjects {
                    try append([
                        .integer(session), .text(kind.rawValue), SQLValue(place: place), "To measure", now,
                    ])
                }
            }
        }
    }

    private func paths(_ things: Things, _ random: inout SeededGenerator) -> [String: [String]] {
        func pages(_ path: String, _ count: Int) -> [String] {
            let pages = max(1, (count + 49) / 50)
            return (0..<10).map { _ in "\(path)page=\(Int.random(in: 1...pages, using: &random))" }
        }
        func each(_ path: String, _ places: [Int]) -> [String] { places.map { "/\(path)/\($0 + 1)" } }
        let seen = Set(things.operations)
        let isWide = things.operations.count == 30
        let lines = nation.lines.count { isWide || seen.contains($0.operation) }
        let numbers = nation.numbers.count { isWide || seen.contains(nation.lines[$0.line].operation) }
        let people = nation.people.count { isWide || seen.contains($0.operation) }
        return [
            "home": ["/"],
            "operations": ["/operations"],
            "operation": each("operations", things.operations),
            "lines": ["/lines", "/lines?state=waiting", "/lines?state=refound"] + pages("/lines?", lines),
            "line": each("lines", things.lines),
            "numbers": ["/numbers"] + pages("/numbers?", numbers),
            "number": each("numbers", things.numbers),
            "people": ["/people"] + pages("/people?", people),
            "person": each("people", things.people),
            "closure": each("closures", things.closures),
            "files": ["/files"] + pages("/files?", 100),
            "file": each("files", things.files),
            "search": searches(things, &random).map { "/search?q=\($0)" },
        ]
    }

    private func pathsOfLog(_ things: Things, _ random: inout SeededGenerator) -> [String: [String]] {
        func log(_ questions: [String]) -> [String] { questions.map { "/log?\($0)" } }
        let days = (0..<30).map { Format.londonDay(of: now.adding(seconds: -$0 * 86_400)).description }
        return [
            "log": ["/log"],
            "log deep": log(
                (0..<20).map { _ in "before=\(Int.random(in: 1...nation.settings.size.looks, using: &random))"
                }),
            "log by user": log(
                (0..<20).map { _ in
                    "user=\(Loader.login(Int.random(in: 0..<nation.officers.count, using: &random)))"
                }),
            "log by number": log(
                things.numbers.prefix(20).map {
                    "number=\(nation.party($0).description.replacing("+", with: "%2B"))"
                }),
            "log by kind": log(LoggedKind.allCases.map { "kind=\($0.rawValue)" }),
            "log refused": log(["outcome=refused"]),
            "log by time": log(days.map { "from=\($0)&until=\($0)" }),
            "unusual": ["/log/unusual"]
                + zip(days.dropFirst(6), days).map { "/log/unusual?from=\($0)&until=\($1)" },
        ]
    }

    /// Numbers however they are typed, names whole, in part and misspelt.
    private func searches(_ things: Things, _ random: inout SeededGenerator) -> [String] {
        let numbers = things.numbers.prefix(10).flatMap { place in
            let number = nation.party(place).description
            return [
                number, number.replacing("+44", with: "0"), String(number.suffix(5)),
                String(number.suffix(9)),
            ]
        }
        let names =
            things.lines.prefix(10).map { nation.lines[$0].name }
            + things.people.prefix(10).map { nation.people[$0].name }
        let typed = names.flatMap { name in
            var letters = Array(name)
            let place = Int.random(in: 0..<letters.count, using: &random)
            if letters[place] != " " { letters[place] = "e" }
            return [name, String(name.prefix(4)), String(letters)]
        }
        return (numbers + typed).compactMap {
            $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
        }
    }
}
