import Access
import CallRecords
import Telephony

/// A file as it lies in an operation.
package struct FileView: Sendable {
    package let file: OperationFile
    package let operation: OperationEntry
    package let authorisation: Authorisation?
}

extension Desk {
    // MARK: Authorisations

    package func authorisations(in operation: Int64? = nil) async throws -> [Authorisation] {
        let operations = try await visible(for: .seeAuthorisations, in: operation)
        try await looked("list-authorisations", at: Subject(.list), in: operation ?? 0)
        return try await store.authorisations(in: operations.map(\.id))
    }

    package func authorisation(_ id: Int64) async throws -> (
        authorisation: Authorisation, card: Card, operation: OperationEntry
    ) {
        let subject = Subject(.authorisation, id)
        guard let found = try await store.authorisation(id: id), let card = try await store.card(of: subject)
        else {
            throw RegisterRefusal.noSuchAuthorisation("\(id)")
        }
        let operation = try await operation(found.operationID, for: .seeAuthorisations, on: subject)
        try await looked("see-authorisation", at: subject, in: operation.id)
        return (found, card, operation)
    }

    /// Records an authorisation: what was asked for, so that what comes back can be held against it.
    ///
    /// - Parameter identifiers: as typed, one to a line.
    package func addAuthorisation(
        reference: String, _ kind: Authorisation.DataKind, identifiers: String,
        period: (from: Instant?, until: Instant?),
        grantedAt: Instant, isUrgent: Bool, purpose: String, in operation: Int64
    ) async throws -> Int64 {
        let operation = try await self.operation(
            operation, for: .editAuthorisations, on: Subject(.authorisation))
        guard grantedAt <= now() else { throw RegisterRefusal.grantedInTheFuture(grantedAt) }
        if let from = period.from, let until = period.until, until < from {
            throw RegisterRefusal.endsBeforeItBegins
        }
        guard let asked = Cards.field("identifiers", of: .authorisation),
            let why = Cards.field("purpose", of: .authorisation)
        else { throw FieldRefusal.noSuchField("identifiers") }
        let authorisation = Authorisation(
            id: 0, operationID: operation.id, reference: try RegisterRules.name(reference), dataKind: kind,
            identifiers: try asked.read(identifiers).split(separator: "\n").map(String.init),
            periodFrom: period.from,
            periodUntil: period.until, grantedAt: grantedAt, isUrgent: isUrgent, isCancelled: false,
            purpose: try why.read(purpose))
        return try await store.addAuthorisation(authorisation, at: now()) {
            draft(
                .alteration, "add-authorisation", on: Subject(.authorisation, $0), in: operation.id,
                changes: [Change("reference", from: "", to: authorisation.reference)])
        }
    }

    // MARK: Files

    package func files(page: Int = 1, in operation: Int64? = nil) async throws -> ListPage<OperationFile> {
        let operations = try await visible(for: .seeRecords, in: operation)
        try await looked("list-files", at: Subject(.list), in: operation ?? 0)
        return try await store.files(in: operations.map(\.id), page: page)
    }

    /// - Parameter operation: the one it is opened in; nil for any in which the person may see it.
    package func file(_ id: Int64, in operation: Int64? = nil, for action: Action = .seeRecords) async throws
        -> FileView
    {
        let subject = Subject(.file, id)
        let places = try await store.files(id: id).filter { operation == nil || $0.operationID == operation }
        guard let first = places.first else { throw RegisterRefusal.noSuchSubject("file") }
        let mine = try await operations(for: action).map(\.id)
        let place = places.first { mine.contains($0.operationID) } ?? first
        let entry = try await self.operation(place.operationID, for: action, on: subject)
        let isTaken = action == .takeOriginal
        try await looked(
            isTaken ? "take-original" : "see-file", at: subject, in: entry.id,
            kind: isTaken ? .disclosure : .consultation, recipient: isTaken ? who.name : "")
        let authorisation: Authorisation? =
            if let id = place.authorisationID { try await store.authorisation(id: id) } else { nil }
        return FileView(file: place, operation: entry, authorisation: authorisation)
    }

    package func quarantine(of view: FileView, offset: Int, limit: Int) async throws -> [QuarantineEntry] {
        try await store.quarantine(file: view.file.entry.id, offset: offset, limit: limit)
    }

    package func pathOfOriginal(_ view: FileView) -> String {
        store.pathOfOriginal(sha256: view.file.entry.sha256)
    }

    /// Whether records may be taken into an operation: asked before a byte of them is.
    package func mayImport(into operation: Int64, under reference: String) async throws -> ImportTicket {
        let entry = try await self.operation(operation, for: .importRecords, on: Subject(.file))
        let key = reference.trimmed.lowercased()
        guard !key.isEmpty else { throw RegisterRefusal.authorisationNeeded }
        let known = try await store.authorisations(in: [operation])
        guard
            let authorisation = known.first(where: { $0.reference.lowercased() == key })
                ?? known.first(where: { "\($0.id)" == key })
        else { throw RegisterRefusal.noSuchAuthorisation(reference) }
        return ImportTicket(
            operation: entry, authorisation: authorisation, by: who.name,
            log: { draft(.collection, "import", on: Subject(.file, $0), in: entry.id) })
    }
}

/// Leave to take records in: where they go, under what authority, and what the log will say.
package struct ImportTicket: Sendable {
    package let operation: OperationEntry
    package let authorisation: Authorisation
    package let by: String
    package let log: @Sendable (Int64) -> LogDraft
}
