import Access
import Casework

/// One entry of the log, term by term.
enum LogFacts {
    static func facts(of entry: LogEntry) -> [Fact] {
        let draft = entry.draft
        let row = Tables.log([entry])
        // In the table's own words, so that the list and the page never differ.
        let shown = zip(row.columns, row.rows.first ?? []).filter { !["sequence", "at"].contains($0.0.key) }
            .map { Fact(term: $0.title, text: $1.text.isEmpty ? "–" : $1.text) }
        let operation = draft.operationID == 0 ? "None" : "\(draft.operationID)"
        return [Fact(term: "When", text: Format.time(entry.at))] + shown + [
            Fact(term: "Operation", text: operation)
        ]
    }

    /// What the entry is proved by.
    static func digests(of entry: LogEntry) -> [Fact] {
        [
            Fact(term: "Digest", text: entry.digest),
            Fact(term: "Digest of the entry before", text: entry.previous),
            Fact(
                term: "Digest of the old and new values",
                text: entry.changesDigest.isEmpty ? "–" : entry.changesDigest),
        ]
    }
}
