import Access
import CallRecords

extension Desk {
    /// Makes an answer ready to be handed to somebody outside: a disclosure, logged before anything leaves.
    ///
    /// - Parameters:
    ///   - place: the candidate's, in the answer's list.
    ///   - recipient: to whom it is given.
    ///   - reason: why.
    package func exhibit(
        answer id: Int64, place: Int, to recipient: String, reason: String
    ) async throws -> Exhibit {
        guard let trace = try await store.trace(id: id),
            let file = try await store.closure(id: trace.closureID),
            let card = try await store.card(of: Subject(.line, file.closure.lineID)),
            let line = try await store.line(id: file.closure.lineID)?.line
        else { throw RegisterRefusal.noSuchAnswer(id) }
        let operation = try await operation(
            card.operationID, for: .takeExhibit, on: Subject(.closure, trace.closureID))
        guard let suggestion = trace.suggestion(at: place) else {
            throw RegisterRefusal.noSuchPlace(place, of: trace.suggestions.count)
        }
        let recipient = recipient.trimmed
        guard !recipient.isEmpty else { throw LogRefusal.recipientMissing }
        guard recipient.count <= RegisterRules.reasonLimit else {
            throw RegisterRefusal.textTooLong(limit: RegisterRules.reasonLimit)
        }
        guard !recipient.hasInvisibleControls else { throw RegisterRefusal.controlCharacter }
        let reason = try RegisterRules.reason(reason)
        var files: [OperationFile] = []
        for id in trace.fileIDs {
            files += try await store.files(id: id).filter { $0.operationID == operation.id }
        }
        let at = now()
        try await store.log(
            LogDraft(
                .disclosure, "take-exhibit", by: actor, on: Subject(.closure, trace.closureID),
                operation: operation.id, why: reason, recipient: recipient), at: at)
        return Exhibit(
            closure: file.closure, line: line, operation: operation.name, trace: trace,
            suggestion: suggestion, files: files,
            handing: .init(recipient: recipient, reason: reason, by: who.name, at: at))
    }
}
