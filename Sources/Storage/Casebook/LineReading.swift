import CallRecords
import Casework
import SQL
import Telephony

/// Reads lines with all that is recorded of them, and rebuilds what is shown of them in lists.
struct LineReading {
    let connection: any SQLConnection

    /// Those lines of an operation that a number served, or that have a name.
    func files(touching party: Int64, name: String?, in operation: Int64) throws -> [LineFile] {
        try files(
            lines: connection.all(
                """
                SELECT line_id FROM line_card WHERE operation_id = ? AND (name_key = ?
                    OR line_id IN (SELECT line_id FROM episode WHERE party_id = ?)) ORDER BY line_id
                """, [.integer(operation), .text(name.map(comparable) ?? ""), .integer(party)]
            ) { $0.integer(0) })
    }

    /// A line, and the others of its operation that a number served.
    func files(touching party: Int64, line: Int64, in operation: Int64) throws -> [LineFile] {
        let others = try files(touching: party, name: nil, in: operation)
        return try others.contains { $0.line.id == line } ? others : files(lines: [line]) + others
    }

    func line(ofClosure id: Int64) throws -> Int64? {
        try connection.first(
            """
            SELECT c.line_id FROM closure c JOIN closure_card k ON k.closure_id = c.id
            WHERE c.id = ? AND k.withdrawn_us IS NULL
            """, [.integer(id)]
        ) { $0.integer(0) }
    }

    func operation(ofLine id: Int64) throws -> Int64 {
        let found = try connection.first(
            "SELECT operation_id FROM line_card WHERE line_id = ?", [.integer(id)]
        ) { $0.integer(0) }
        guard let found else { throw RegisterRefusal.noSuchLine("\(id)") }
        return found
    }

    func files(lines ids: [Int64]) throws -> [LineFile] {
        guard !ids.isEmpty else { return [] }
        let lines = try connection.all(
            "SELECT id, name, recorded_us FROM line WHERE id IN (\(marks(ids))) ORDER BY name_key", ids.values
        ) { Line(id: $0.integer(0), name: $0.text(1), recordedAt: $0.instant(2)) }
        let episodes = Dictionary(grouping: try episodes(of: ids), by: \.lineID)
        let decisions = Dictionary(grouping: try decisions(of: ids), by: \.closureID)
        let closures = Dictionary(grouping: try closures(of: ids), by: \.lineID)
        return lines.map { line in
            LineFile(
                line: line, episodes: episodes[line.id] ?? [],
                closures: (closures[line.id] ?? []).map {
                    ClosureFile(closure: $0, decisions: decisions[$0.id] ?? [])
                })
        }
    }

    /// Episodes that stand: those resting on a decision that was undone never were, and one whose closure was
    /// withdrawn goes on as another.
    private func episodes(of lines: [Int64]) throws -> [Episode] {
        try connection.all(
            """
            SELECT e.id, e.line_id, p.name, e.from_us, c.closed_us, e.decision_id
            FROM episode e JOIN party p ON p.id = e.party_id
            \(Self.standing)
            WHERE e.line_id IN (\(marks(lines))) AND \(Self.isStanding)
            ORDER BY e.from_us, e.id
            """, lines.values
        ) {
            Episode(
                id: $0.integer(0), lineID: $0.integer(1), party: try $0.party(2), from: $0.instant(3),
                until: $0.optionalInstant(4), decisionID: $0.optionalInteger(5))
        }
    }

    private static let standing = """
        LEFT JOIN closure c ON c.episode_id = e.id
        LEFT JOIN closure_card k ON k.closure_id = c.id
        LEFT JOIN decision d ON d.id = e.decision_id
        """

    private static let isStanding = """
        k.withdrawn_us IS NULL AND NOT EXISTS (SELECT 1 FROM decision u WHERE u.closure_id = d.closure_id
            AND u.party_id = d.party_id AND u.verdict = 'undo' AND u.id > d.id)
        """

    private func closures(of lines: [Int64]) throws -> [Closure] {
        try connection.all(
            """
            SELECT c.id, c.line_id, p.name, c.closed_us, c.kind, c.recorded_us
            FROM closure c JOIN party p ON p.id = c.party_id JOIN closure_card k ON k.closure_id = c.id
            WHERE c.line_id IN (\(marks(lines))) AND k.withdrawn_us IS NULL ORDER BY c.closed_us, c.id
            """, lines.values
        ) {
            Closure(
                id: $0.integer(0), lineID: $0.integer(1), party: try $0.party(2), closedAt: $0.instant(3),
                kind: Closure.Kind(rawValue: $0.text(4)) ?? .abandoned, recordedAt: $0.instant(5))
        }
    }

    private func decisions(of lines: [Int64]) throws -> [Decision] {
        try connection.all(
            """
            SELECT d.id, d.closure_id, p.name, d.verdict, d.reason, d.decided_by, d.decided_us
            FROM decision d JOIN party p ON p.id = d.party_id
            WHERE d.closure_id IN (SELECT id FROM closure WHERE line_id IN (\(marks(lines)))) ORDER BY d.id
            """, lines.values
        ) {
            Decision(
                id: $0.integer(0), closureID: $0.integer(1), party: try $0.party(2),
                verdict: Decision.Verdict(rawValue: $0.text(3)) ?? .undo, reason: $0.text(4), by: $0.text(5),
                decidedAt: $0.instant(6))
        }
    }

    /// The times at which a line's numbers served, for its list of numbers.
    fileprivate func rebuildEpisodes(_ line: Int64) throws {
        try connection.execute("DELETE FROM episode_card WHERE line_id = ?", [.integer(line)])
        try connection.execute(
            """
            INSERT INTO episode_card (episode_id, line_id, operation_id, party_id, party_name, from_us, until_us)
            SELECT e.id, e.line_id, o.operation_id, e.party_id, p.name, e.from_us, c.closed_us
            FROM episode e JOIN party p ON p.id = e.party_id JOIN line_card o ON o.line_id = e.line_id
            \(Self.standing)
            WHERE e.line_id = ? AND \(Self.isStanding)
            """, [.integer(line)])
    }
}

extension SQLConnection {
    /// Makes what lists and searches show of a line follow from its history again.
    func refreshLine(_ id: Int64) throws {
        let reading = LineReading(connection: self)
        guard let file = try reading.files(lines: [id]).first else { return }
        try reading.rebuildEpisodes(id)
        let last = file.closures.last
        let number: Int64? =
            if let now = file.currentEpisode { try self.id(of: now.party) } else { nil }
        let refound = last?.accepted.map(\.decidedAt).min()
        try execute(
            """
            UPDATE line_card SET number_now = ?, closure_count = ?, last_closure_id = ?, last_closed_us = ?,
                refound_us = ? WHERE line_id = ?
            """,
            [
                SQLValue(number), .integer(Int64(file.closures.count)), SQLValue(last?.closure.id),
                SQLValue(last?.closure.closedAt), SQLValue(refound), .integer(id),
            ])
        try refreshSearch(ofLine: id)
    }
}
