import Access
import CallRecords
import Casework
import SQL

extension Casebook {
    package func countLog(endedBefore end: Instant, pieces: Int) async throws -> Bool {
        let counter = LogCounter(database: database)
        for _ in 0..<pieces where try await !counter.countPiece(endedBefore: end) { return true }
        return false
    }

    package func lookingHours(
        from: Instant, until: Instant, _ reach: LogReach, tellingBy rule: UnusualRule
    ) async throws -> [LookingHour] {
        let range = from.microseconds..<max(from.microseconds, until.microseconds)
        return try await database.read { connection in
            let parts = try Self.parts(of: range, connection)
            let hours =
                try LogHours.stored(parts.stored, leaving: parts.late, reach, tellingBy: rule, connection)
                + parts.live.flatMap { try LogHours.live($0, reach, connection) }
            return hours.filter(rule.isTelling)
        }
    }

    /// What of a time is read from the counted hours, and what from the entries themselves.
    private static func parts(
        of range: Range<Int64>, _ connection: any SQLConnection
    ) throws -> (stored: Range<Int64>, late: [Int64], live: [Range<Int64>]) {
        let hour = LogHours.hour
        guard let mark = try LogCounter.mark(connection), let head = try StoredLog.head(connection) else {
            return (0..<0, [], [range])
        }
        let first = LogHours.beginning(range.lowerBound + hour - 1)
        let end = min(LogHours.beginning(range.upperBound), mark.until)
        guard first < end else { return (0..<0, [], [range]) }
        let late = Set(
            try LogCounter.lateHours(after: mark, upTo: head.sequence, in: first..<end, connection)
                .map(\.hour)
        ).sorted()
        let live = [range.lowerBound..<first, end..<range.upperBound] + late.map { $0..<$0 + hour }
        return (first..<end, late, live.filter { !$0.isEmpty })
    }

    // MARK: People of one's own name

    package func peopleLooked(
        from: Instant, until: Instant, _ reach: LogReach
    ) async throws -> [PersonLooked] {
        let range = from.microseconds..<max(from.microseconds, until.microseconds)
        return try await database.read { connection in
            let accounts = try connection.all("SELECT id, login, name FROM account") {
                Holder(id: $0.integer(0), login: $0.text(1), name: $0.text(2))
            }
            let byName = Dictionary(grouping: accounts.filter { $0.key != nil }, by: \.key)
            var found: [PersonLooked] = []
            for person in try Self.people(namedAsAnyOf: accounts, connection) {
                let keys = Set(person.names.compactMap(PersonLooked.key))
                for holder in keys.flatMap({ byName[$0] ?? [] }) {
                    let looks = try LogHours.looks(of: holder.id, at: person.id, range, reach, connection)
                    guard let looks else { continue }
                    found.append(
                        PersonLooked(
                            account: holder.id, login: holder.login, accountName: holder.name,
                            person: person.id, personNames: person.names, last: looks.last,
                            looks: looks.count))
                }
            }
            return found
        }
    }

    /// Whoever holds an account.
    private struct Holder {
        let id: Int64
        let login: String
        let name: String
        /// Nil for a name that many share.
        var key: String? { PersonLooked.key(of: name) }
    }

    /// People who share the longest word of an account holder's name, found as a search finds them: all that may be
    /// called the same are among them.
    ///
    /// A cross join is made as it is written: SQLite, left to choose, holds every person against every word.
    private static func people(
        namedAsAnyOf holders: [Holder], _ connection: any SQLConnection
    ) throws -> [(id: Int64, names: [String])] {
        let words = Set(
            holders.filter { $0.key != nil }.compactMap { holder in
                SearchTerms.words(of: holder.name).max { ($0.count, $0) < ($1.count, $1) }
            }
        ).sorted()
        var ids: Set<Int64> = []
        for start in stride(from: 0, to: words.count, by: 500) {
            let part = words[start..<min(start + 500, words.count)]
            try connection.each(
                """
                SELECT e.subject_id FROM search_term t CROSS JOIN search_entry e
                WHERE e.id = t.entry_id AND t.term IN (\(marks(part))) AND e.subject_kind = 'person'
                """, part.map { .text($0) }
            ) { ids.insert($0.integer(0)) }
        }
        return try ids.sorted().parts.flatMap { part in
            try connection.all(
                "SELECT id, name, aliases FROM person WHERE id IN (\(marks(part)))", part.values
            ) { (id: $0.integer(0), names: [$0.text(1)] + $0.list(2)) }
        }
    }
}
