/// Everything that can be done here. A new one needs a line in ``AccessRules/rules`` before anybody may do it.
package enum Action: String, CaseIterable, Sendable, Hashable {
    case seeOperation = "see-operation"
    case makeOperation = "make-operation"
    case editOperation = "edit-operation"
    case shareOperation = "share-operation"
    case seeLines = "see-lines"
    case editLines = "edit-lines"
    case recordClosure = "record-closure"
    case checkBack = "check-back"
    case seeRecords = "see-records"
    case importRecords = "import-records"
    case takeOriginal = "take-original"
    case trace
    case decideCandidate = "decide-candidate"
    case takeExhibit = "take-exhibit"
    case seePeople = "see-people"
    case editPeople = "edit-people"
    case seeAuthorisations = "see-authorisations"
    case editAuthorisations = "edit-authorisations"
    case seeNotes = "see-notes"
    case writeNotes = "write-notes"
    case askDeletion = "ask-deletion"
    case confirmDeletion = "confirm-deletion"
    case holdData = "hold-data"
    case seeLog = "see-log"
    case exportLog = "export-log"
    case seeUsers = "see-users"
    case manageUsers = "manage-users"
    case manageForces = "manage-forces"
    case setRetention = "set-retention"
    case seeSystem = "see-system"
    /// One's own account: password, second factor, sessions, keys.
    case useAccount = "use-account"
}

/// Where a thing lies: what ``AccessRules/decide(_:_:on:why:)`` is asked about.
package struct Place: Sendable, Hashable {
    /// How far a force that an operation is shared with may go.
    package enum Share: String, Sendable, Hashable, CaseIterable {
        case see, work
    }

    package struct Operation: Sendable, Hashable {
        package let id: Int64
        package let shares: [Int64: Share]
        /// The only people who may open it; nil where it is not restricted.
        package let named: Set<Int64>?
        package let isClosed: Bool

        package init(
            id: Int64, shares: [Int64: Share] = [:], named: Set<Int64>? = nil, isClosed: Bool = false
        ) {
            (self.id, self.shares, self.named, self.isClosed) = (id, shares, named, isClosed)
        }
    }

    /// The force that owns it; nil for what belongs to no force, such as the server itself.
    package let force: Int64?
    package let operation: Operation?

    package init(force: Int64?, operation: Operation? = nil) {
        (self.force, self.operation) = (force, operation)
    }

    package static let everywhere = Place(force: nil)
}
