import Access
import CallRecords
import Casework
import Telephony

/// What is recorded of a subject, a row a thing, each with the way to change it.
struct CardView: Sendable {
    struct Row: Sendable {
        let term: String
        let text: String
        let change: String
        let mayChange: Bool
        /// The term as it stands after “Change”.
        let object: String
    }

    let rows: [Row]
    let history: String

    /// - Parameters:
    ///   - first: facts that nobody changes here, shown above.
    ///   - last: shown below.
    init(_ card: Card, mayEdit: Bool, first: [Fact] = [], last: [Fact] = []) {
        let subject = "\(card.subject.kind.rawValue)/\(card.subject.id)"
        let fields = card.fields.map { entry in
            Row(
                term: entry.field.title, text: entry.value.isEmpty ? "Not recorded" : Self.shown(entry),
                change: "/change/\(subject)/\(entry.field.key)", mayChange: mayEdit,
                object: Self.object(entry.field.title))
        }
        rows = first.map(Self.row) + fields + last.map(Self.row)
        history = "/history/\(subject)"
    }

    private static func row(_ fact: Fact) -> Row {
        Row(term: fact.term, text: fact.text, change: "", mayChange: false, object: "")
    }

    private static func object(_ title: String) -> String { title.prefix(1).lowercased() + title.dropFirst() }

    private static func shown(_ entry: FieldValue) -> String {
        switch entry.field.input {
        case .day, .born:
            // A year alone stays one.
            (try? Instant(parsing: entry.value + "T12:00:00Z")).map(Format.day(of:)) ?? entry.shown
        case .parties:
            entry.value.split(separator: "\n").map { text in
                (try? Party(parsing: text)).map(Format.party) ?? String(text)
            }.joined(separator: "\n")
        case .line, .paragraph, .list, .one, .several: entry.shown
        }
    }
}

/// Said at the top of a page after something was done.
struct NoticeView: Sendable {
    let text: String
    let isThere: Bool
}

/// What was done, as the next page's address names it.
enum Notice: String {
    case changed, noted, made, shared, restricted, linked
    case line, number, identifier, person, authorisation
    case withdrawn, traced, confirmed, accept, reject, undo, checked, alive

    var sentence: String {
        switch self {
        case .changed: "Changed. What it was before stays in the history."
        case .noted: "Note added."
        case .made:
            "Operation made. Everybody whose role reaches it can open it, unless you restrict it to named people."
        case .shared: "Sharing changed. It is in the log with your reason."
        case .restricted: "Who may open it has changed. It is in the log with your reason."
        case .linked: "The lines of this person have changed."
        case .line: "Line recorded."
        case .number: "Number recorded."
        case .identifier: "Identifier recorded."
        case .person: "Person recorded."
        case .authorisation: "Authorisation recorded."
        case .withdrawn:
            "Closure taken back. The number serves the line as if the closure had not been recorded."
        case .traced: "Traced again with all records now held."
        case .confirmed:
            "Asked again with the settings for court, with all records now held. The answer is kept with every setting."
        case .accept: "Candidate accepted. The line has a new number from the candidate's first event."
        case .reject: "Candidate rejected. It stays on record with your reason."
        case .undo: "Decision undone. Both decisions stay on record."
        case .checked: "Check-back recorded."
        case .alive:
            "Check-back recorded: the number is in use again. Take in what records you have since, and trace again."
        }
    }

    static func view(_ name: String) -> NoticeView {
        let sentence = Notice(rawValue: name)?.sentence ?? ""
        return NoticeView(text: sentence, isThere: !sentence.isEmpty)
    }
}
