import Access
import Casework
import SQL
import Telephony

extension Casebook: SearchStore {
    package func search(
        words: [String], digits: String, in operations: [Int64], limit: Int
    ) async throws -> [SearchHit] {
        guard !operations.isEmpty else { return [] }
        return try await database.read { connection in
            let search = Search(connection: connection, operations: operations)
            return digits.isEmpty
                ? try search.named(words, limit: limit) : try search.numbered(digits, limit: limit)
        }
    }
}

private struct Search {
    let connection: any SQLConnection
    let operations: [Int64]

    /// Entries weighed for one search. Beyond it the closest are among them all the same: whole words come first.
    private static let most = 400

    private struct Entry {
        let subject: Subject
        let operation: Int64
        let text: String
    }

    func numbered(_ digits: String, limit: Int) throws -> [SearchHit] {
        let found = try entries(
            "WHERE t.term >= ? AND t.term < ? AND e.operation_id IN (\(marks(operations))) ORDER BY t.term, e.id LIMIT ?",
            // A digit is followed by ':' in the table of characters.
            [.text("#" + digits), .text("#" + digits + ":")] + operations.values + [.integer(Int64(limit))])
        return unique(
            found.map {
                SearchHit(subject: $0.subject, operationID: $0.operation, text: $0.text, closeness: 1)
            })
    }

    func named(_ words: [String], limit: Int) throws -> [SearchHit] {
        var found: [Entry] = []
        for word in words {
            found += try entries(
                """
                WHERE t.term >= ? AND t.term < ? AND e.operation_id IN (\(marks(operations))) ORDER BY t.term, e.id
                LIMIT ?
                """,
                [.text(word), .text(word + "\u{10FFFF}")] + operations.values + [.integer(Int64(Self.most))])
        }
        let grams = Array(Set(words.flatMap(SearchTerms.grams)))
        if !grams.isEmpty {
            found += try entries(
                """
                WHERE e.id IN (SELECT s.entry_id FROM search_term s JOIN search_entry x ON x.id = s.entry_id
                    WHERE s.term IN (\(marks(grams))) AND x.operation_id IN (\(marks(operations)))
                    GROUP BY s.entry_id ORDER BY COUNT(*) DESC, s.entry_id LIMIT ?) AND t.term LIKE '=%'
                """, grams.map { .text($0) } + operations.values + [.integer(Int64(Self.most))])
        }
        let hits = found.map { entry in
            SearchHit(
                subject: entry.subject, operationID: entry.operation, text: entry.text,
                closeness: SearchTerms.closeness(of: words, to: entry.text))
        }
        return Array(
            unique(
                hits.filter { $0.closeness >= SearchTerms.least }.sorted {
                    ($1.closeness, $0.text, $0.subject.id) < ($0.closeness, $1.text, $1.subject.id)
                }
            ).prefix(limit))
    }

    private func entries(_ condition: String, _ values: [SQLValue]) throws -> [Entry] {
        try connection.all(
            """
            SELECT e.subject_kind, e.subject_id, e.operation_id, e.text FROM search_term t
            JOIN search_entry e ON e.id = t.entry_id \(condition)
            """, values
        ) { row in
            Entry(
                subject: Subject(Subject.Kind(rawValue: row.text(0)) ?? .system, row.integer(1)),
                operation: row.integer(2), text: row.text(3))
        }
    }

    /// Each subject once, by the first of its names.
    private func unique(_ hits: [SearchHit]) -> [SearchHit] {
        var seen: Set<String> = []
        return hits.filter {
            seen.insert("\($0.subject.kind.rawValue)/\($0.subject.id)/\($0.operationID)").inserted
        }
    }
}

extension SQLConnection {
    /// What a subject is found by: its names, and digits of numbers from their ends.
    func refreshSearch(
        of subject: Subject, in operation: Int64, names: [String], numbers: [Party] = [],
        digits: [String] = []
    ) throws {
        let which: [SQLValue] = [.text(subject.kind.rawValue), .integer(subject.id)]
        try execute(
            """
            DELETE FROM search_term WHERE entry_id IN
                (SELECT id FROM search_entry WHERE subject_kind = ? AND subject_id = ?)
            """, which)
        try execute("DELETE FROM search_entry WHERE subject_kind = ? AND subject_id = ?", which)
        func add(_ text: String, _ terms: Set<String>) throws {
            let entry = try insert(
                """
                INSERT INTO search_entry (subject_kind, subject_id, operation_id, text) VALUES (?, ?, ?, ?) RETURNING id
                """, which + [.integer(operation), .text(text)])
            for term in terms.sorted() {
                try execute(
                    "INSERT INTO search_term (term, entry_id) VALUES (?, ?)", [.text(term), .integer(entry)])
            }
        }
        for name in names where !name.isEmpty { try add(name, SearchTerms.kept(name)) }
        for number in numbers { try add(Format.party(number), [SearchTerms.kept(number)]) }
        for text in digits { try add(text, ["#" + String(text.reversed())]) }
    }

    func refreshSearch(ofLine id: Int64) throws {
        let card = try first(
            "SELECT c.operation_id, l.name, c.aliases FROM line_card c JOIN line l ON l.id = c.line_id WHERE l.id = ?",
            [.integer(id)]
        ) { (operation: $0.integer(0), names: [$0.text(1)] + $0.list(2)) }
        guard let card else { return }
        try refreshSearch(of: Subject(.line, id), in: card.operation, names: card.names)
        let parties = try all(
            "SELECT DISTINCT party_id, party_name FROM episode_card WHERE line_id = ?", [.integer(id)]
        ) { (id: $0.integer(0), party: try $0.party(1)) }
        for (party, value) in parties {
            // A number may have served lines of several operations: each operation finds it.
            let operations = try all(
                "SELECT DISTINCT operation_id FROM episode_card WHERE party_id = ?", [.integer(party)]
            ) { $0.integer(0) }
            try refreshSearch(ofNumber: party, value, in: operations)
        }
    }

    private func refreshSearch(ofNumber id: Int64, _ party: Party, in operations: [Int64]) throws {
        let which: [SQLValue] = [.text(Subject.Kind.number.rawValue), .integer(id)]
        let known = try all(
            "SELECT operation_id FROM search_entry WHERE subject_kind = ? AND subject_id = ?", which
        ) { $0.integer(0) }
        for operation in operations where !known.contains(operation) {
            let entry = try insert(
                """
                INSERT INTO search_entry (subject_kind, subject_id, operation_id, text) VALUES (?, ?, ?, ?) RETURNING id
                """, which + [.integer(operation), .text(Format.party(party))])
            try execute(
                "INSERT INTO search_term (term, entry_id) VALUES (?, ?)",
                [.text(SearchTerms.kept(party)), .integer(entry)])
        }
    }

    func refreshSearch(ofPerson id: Int64) throws {
        let person = try first(
            "SELECT operation_id, name, aliases FROM person WHERE id = ?", [.integer(id)]
        ) { (operation: $0.integer(0), names: [$0.text(1)] + $0.list(2)) }
        guard let person else { return }
        try refreshSearch(of: Subject(.person, id), in: person.operation, names: person.names)
    }
}
