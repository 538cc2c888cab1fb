import CallRecords
import Casework

/// What is said of a small table that a command is given: a list of lines, of contacts, of known closures.
enum SmallTables {
    /// How a time is written there.
    static let timeForm = "Write it like 2026-03-28T13:07:00Z."

    /// - Parameter columns: those that the table must have.
    static func sentence(_ refusal: FileRefusal, _ path: String, columns: String) -> String {
        guard case .noHeader(_, _, let seen) = refusal else { return "\(path): \(Words.sentence(refusal))" }
        return
            "\(path): the first row must name the columns \(columns), with commas between them. It reads “\(shown(seen))”."
    }

    /// A cell as it stands there, cut where it is long.
    static func shown(_ text: String) -> String {
        let most = 80
        return text.count > most ? String(text.prefix(most)).onOneLine + "…" : text.onOneLine
    }
}
