import CallRecords
import Casework
import LineMatching
import Papers

/// What stands behind a candidate, as its page shows it.
struct ExplanationView: Sendable {
    let isThere: Bool
    let whenMissing: String
    let bits: String
    /// SVG.
    let waterfall: String
    let parts: TableView
    let cap: String
    let isCapped: Bool
    let scale: String
    /// SVG.
    let picture: String
    let contacts: TableView
    let hanging: String
    let unknown: String
    let furtherRecords: TableView
    let isAskingForMore: Bool

    init(_ suggestion: Suggestion, of trace: Trace, closed: Closure, base: String) {
        let scale = trace.scale
        let stories = trace.contacts(beside: suggestion).chosen(ContactPicture.most)
        let further = trace.furtherRecords
        isThere = !suggestion.parts.isEmpty && !stories.isEmpty
        whenMissing = Words.notExplained
        bits = Words.bitsExplained
        waterfall = Drawings.waterfall(suggestion, of: scale)
        parts = TableView(
            Tables.parts(suggestion, of: scale), csv: "\(base)/parts.csv", whenEmpty: "Not kept.")
        cap = Words.cap(suggestion.candidate.score, scale)
        isCapped = !cap.isEmpty
        self.scale = Words.scaleSource
        picture = Drawings.contacts(stories, of: trace, suggestion, closed: closed)
        contacts = TableView(
            Tables.contacts(stories, closedAt: closed.closedAt), csv: "\(base)/before-and-since.csv",
            whenEmpty: "Not kept.")
        hanging = Self.hanging(suggestion, trace)
        unknown = Words.sentence(further, of: trace.view)
        furtherRecords = TableView(
            Tables.furtherRecords(further), csv: "\(base)/further-records.csv", whenEmpty: "None.")
        isAskingForMore = !further.wanted.isEmpty
    }

    private static func hanging(_ suggestion: Suggestion, _ trace: Trace) -> String {
        guard let range = suggestion.leaveOneOut else {
            return "This was worked out for the \(Explanation.candidatesExplained) strongest candidates only."
        }
        return Words.sentence(
            range, of: suggestion.candidate.score, contacts: suggestion.candidate.sharedContacts.count,
            isFirst: trace.suggestions.first?.candidate.party == suggestion.candidate.party, trace.scale)
    }

    /// The table of this name, whole; nil where there is none.
    static func table(
        _ name: String, _ suggestion: Suggestion, of trace: Trace, closed: Closure
    ) -> Table? {
        switch name {
        case "contacts": Tables.sharedContacts(suggestion.candidate)
        case "parts": Tables.parts(suggestion, of: trace.scale)
        case "before-and-since":
            Tables.contacts(trace.contacts(beside: suggestion), closedAt: closed.closedAt)
        case "further-records": Tables.furtherRecords(trace.furtherRecords)
        default: nil
        }
    }
}
