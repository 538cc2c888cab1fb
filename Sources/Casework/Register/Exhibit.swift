import CallRecords
import Telephony

/// An answer and one of its candidates, with all that it rests on, as they are handed to somebody outside.
package struct Exhibit: Sendable {
    /// To whom it is handed, by whom and why: as the log has it.
    package struct Handing: Sendable, Hashable {
        package let recipient: String
        package let reason: String
        package let by: String
        package let at: Instant

        package init(recipient: String, reason: String, by: String, at: Instant) {
            (self.recipient, self.reason, self.by, self.at) = (recipient, reason, by, at)
        }
    }

    package let closure: Closure
    package let line: Line
    package let operation: String
    package let trace: Trace
    package let suggestion: Suggestion
    /// The files whose records were used, as far as the operation still has them.
    package let files: [OperationFile]
    package let handing: Handing

    package init(
        closure: Closure, line: Line, operation: String, trace: Trace, suggestion: Suggestion,
        files: [OperationFile], handing: Handing
    ) {
        (self.closure, self.line, self.operation) = (closure, line, operation)
        (self.trace, self.suggestion, self.files, self.handing) = (trace, suggestion, files, handing)
    }

    /// Files that were used and are no longer in the operation.
    package var missing: [Int64] {
        let held = Set(files.map(\.entry.id))
        return trace.fileIDs.filter { !held.contains($0) }
    }
}
