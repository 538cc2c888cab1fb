import CallRecords
import Casework

/// Sentences on what was not read that hold nothing of what it says: a watch's words reach terminals and logs.
package enum WatchWords {
    package static func sentence(_ refusal: FileRefusal) -> String {
        switch refusal {
        case .noHeader(let layout, let missing, _):
            let names = missing.map { "“\($0)”" }.joined(separator: ", ")
            return
                "No row among the first ones names the columns of the layout “\(layout)”: \(names) not found."
        case .noLayoutFits: return "No layout fits the input."
        case .empty, .notText, .columnNamedTwice, .carriageReturnsOnly, .unclosedQuote, .textAfterQuote,
            .cellCount, .severalLayoutsFit:
            return Words.sentence(refusal)
        }
    }

    package static func sentence(_ reason: QuarantineReason) -> String {
        switch reason {
        case .time(let refusal, _): "not read as a time: \(Words.sentence(refusal))"
        case .party: "no number, sender or identifier"
        case .handset: "no IMEI"
        case .sim: "no IMSI"
        case .cell: "no cell"
        case .kind: "not a kind of communication that the layout knows"
        case .direction: "not a direction that the layout knows"
        case .duration: "not a duration in whole seconds"
        case .missing, .tooFewCells, .tooManyCells, .unclosedQuote, .textAfterQuote, .notText, .rowTooLong:
            Words.sentence(reason)
        }
    }

    /// Rows set aside, as a place and a reason each.
    package static func sentences(_ aside: some Sequence<QuarantinedRow>) -> [String] {
        aside.map { row in
            let place = row.column.map { ", \($0)" } ?? ""
            return "  line \(row.line)\(place): \(sentence(row.reason))"
        }
    }

    /// How many for which reason, the most frequent first.
    package static func codes(_ reasons: [String: Int]) -> String {
        reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
}
