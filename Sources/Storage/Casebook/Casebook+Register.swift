import CallRecords
import Casework
import Telephony

extension Casebook: RegisterStore {
    package func lines() async throws -> [LineFile] {
        try await database.read { try Self.lineFiles($0) }
    }

    package func line(id: Int64) async throws -> LineFile? {
        try await database.read { try Self.lineFiles($0).first { $0.line.id == id } }
    }

    package func line(named name: String) async throws -> LineFile? {
        let key = Self.key(of: name)
        return try await database.read { try Self.lineFiles($0).first { Self.key(of: $0.line.name) == key } }
    }

    package func closure(id: Int64) async throws -> ClosureFile? {
        try await database.read { try Self.lineFiles($0).flatMap(\.closures).first { $0.closure.id == id } }
    }

    package func addLine(
        named name: String, number: Party, from: Instant, at now: Instant,
        check: @escaping @Sendable ([LineFile]) throws -> Void
    ) async throws -> Int64 {
        try await database.write { connection in
            try check(try Self.lineFiles(connection))
            let id = try Self.insertLine(name, now, connection)
            _ = try Self.insertEpisode(id, number, from, nil, now, connection)
            return id
        }
    }

    package func addClosure(
        of party: Party, closedAt: Instant, kind: Closure.Kind, at now: Instant,
        check: @escaping @Sendable ([LineFile]) throws -> ClosedEpisode
    ) async throws -> Int64 {
        try await database.write { connection in
            let (lineID, episodeID) =
                switch try check(try Self.lineFiles(connection)) {
                case .known(let line, let episode): (line, episode)
                case .unrecorded(let name, let from):
                    try Self.insertUnrecorded(name, party, from, now, connection)
                }
            return try connection.insert(
                """
                INSERT INTO closure (line_id, episode_id, party_id, closed_us, kind, recorded_us)
                VALUES (?, ?, ?, ?, ?, ?) RETURNING id
                """,
                [
                    .integer(lineID), .integer(episodeID), .integer(try connection.id(of: party)),
                    .integer(closedAt.microseconds), .text(kind.rawValue), .integer(now.microseconds),
                ])
        }
    }

    private static func insertUnrecorded(
        _ name: String, _ party: Party, _ from: Instant, _ now: Instant, _ connection: any SQLConnection
    ) throws -> (Int64, Int64) {
        let known = try connection.first("SELECT id FROM line WHERE name_key = ?", [.text(key(of: name))]) {
            $0.integer(0)
        }
        let line = if let known { known } else { try insertLine(name, now, connection) }
        return (line, try insertEpisode(line, party, from, nil, now, connection))
    }

    private static func insertLine(
        _ name: String, _ now: Instant, _ connection: any SQLConnection
    ) throws -> Int64 {
        try connection.insert(
            "INSERT INTO line (name, name_key, recorded_us) VALUES (?, ?, ?) RETURNING id",
            [.text(name), .text(key(of: name)), .integer(now.microseconds)])
    }

    package func addDecision(
        _ decision: Decision, episodeFrom: Instant?, check: @escaping @Sendable ([LineFile]) throws -> Void
    ) async throws -> Int64 {
        try await database.write { connection in
            let files = try Self.lineFiles(connection)
            try check(files)
            let line = files.first { $0.closures.contains { $0.closure.id == decision.closureID } }
            let id = try connection.insert(
                """
                INSERT INTO decision (closure_id, party_id, verdict, reason, decided_by, decided_us)
                VALUES (?, ?, ?, ?, ?, ?) RETURNING id
                """,
                [
                    .integer(decision.closureID), .integer(try connection.id(of: decision.party)),
                    .text(decision.verdict.rawValue), .text(decision.reason), .text(decision.by),
                    .integer(decision.decidedAt.microseconds),
                ])
            if let episodeFrom, let line {
                _ = try Self.insertEpisode(
                    line.line.id, decision.party, episodeFrom, id, decision.decidedAt, connection)
            }
            return id
        }
    }

    /// A line's name as compared: one space between words, capitals no matter.
    private static func key(of name: String) -> String {
        name.split { $0.isWhitespace }.joined(separator: " ").lowercased()
    }

    private static func insertEpisode(
        _ line: Int64, _ party: Party, _ from: Instant, _ decision: Int64?, _ now: Instant,
        _ connection: any SQLConnection
    ) throws -> Int64 {
        try connection.insert(
            """
            INSERT INTO episode (line_id, party_id, from_us, decision_id, recorded_us) VALUES (?, ?, ?, ?, ?)
            RETURNING id
            """,
            [
                .integer(line), .integer(try connection.id(of: party)), .integer(from.microseconds),
                SQLValue(decision), .integer(now.microseconds),
            ])
    }

    // MARK: Reading the register whole

    private static func lineFiles(_ connection: any SQLConnection) throws -> [LineFile] {
        let lines = try connection.all("SELECT id, name, recorded_us FROM line ORDER BY name_key") {
            Line(id: $0.integer(0), name: $0.text(1), recordedAt: $0.instant(2))
        }
        let episodes = Dictionary(grouping: try Self.episodes(connection), by: \.lineID)
        let decisions = Dictionary(grouping: try Self.decisions(connection), by: \.closureID)
        let closures = Dictionary(grouping: try Self.closures(connection), by: \.lineID)
        return lines.map { line in
            LineFile(
                line: line, episodes: episodes[line.id] ?? [],
                closures: (closures[line.id] ?? []).map {
                    ClosureFile(closure: $0, decisions: decisions[$0.id] ?? [])
                })
        }
    }

    /// Episodes that stand: those resting on a decision that was undone never were.
    private static func episodes(_ connection: any SQLConnection) throws -> [Episode] {
        try connection.all(
            """
            SELECT e.id, e.line_id, p.name, e.from_us, c.closed_us, e.decision_id
            FROM episode e JOIN party p ON p.id = e.party_id
            LEFT JOIN closure c ON c.episode_id = e.id
            LEFT JOIN decision d ON d.id = e.decision_id
            WHERE NOT EXISTS (SELECT 1 FROM decision u WHERE u.closure_id = d.closure_id
                AND u.party_id = d.party_id AND u.verdict = 'undo' AND u.id > d.id)
            ORDER BY e.from_us, e.id
            """
        ) {
            Episode(
                id: $0.integer(0), lineID: $0.integer(1), party: try $0.party(2), from: $0.instant(3),
                until: $0.optionalInstant(4), decisionID: $0.optionalInteger(5))
        }
    }

    private static func closures(_ connection: any SQLConnection) throws -> [Closure] {
        try connection.all(
            """
            SELECT c.id, c.line_id, p.name, c.closed_us, c.kind, c.recorded_us
            FROM closure c JOIN party p ON p.id = c.party_id ORDER BY c.closed_us, c.id
            """
        ) {
            Closure(
                id: $0.integer(0), lineID: $0.integer(1), party: try $0.party(2), closedAt: $0.instant(3),
                kind: Closure.Kind(rawValue: $0.text(4)) ?? .abandoned, recordedAt: $0.instant(5))
        }
    }

    private static func decisions(_ connection: any SQLConnection) throws -> [Decision] {
        try connection.all(
            """
            SELECT d.id, d.closure_id, p.name, d.verdict, d.reason, d.decided_by, d.decided_us
            FROM decision d JOIN party p ON p.id = d.party_id ORDER BY d.id
            """
        ) {
            Decision(
                id: $0.integer(0), closureID: $0.integer(1), party: try $0.party(2),
                verdict: Decision.Verdict(rawValue: $0.text(3)) ?? .undo, reason: $0.text(4), by: $0.text(5),
                decidedAt: $0.instant(6))
        }
    }
}
