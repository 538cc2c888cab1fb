/// What went wrong with the database or the folder it is in. Holds no personal data, and no password.
package struct StorageError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable, Hashable {
        case cannotCreateFolder, notWritable, newerDatabase, olderDatabase, changedMigration, notACasebook,
            noInput, full,
            unexpected
        /// The database's address cannot be read, or nothing answers there, or it refuses us.
        case cannotConnect
        /// The server went away within a transaction, of which nothing was kept.
        case connectionLost
        /// The server went away while it was committing: whether it did is to be looked up.
        case commitUnknown
        /// A constraint or a trigger of the schema refused; ``StorageError/violation`` says which kind.
        case conflict
        /// Another holds what is needed, or both waited for each other. Nothing was changed: try again.
        case busy
        /// A value that a database cannot hold.
        case invalidValue
        /// The database was closed by us.
        case closed
    }

    package enum Violation: Sendable, Hashable {
        case unique, check, foreignKey, notNull
        /// By a trigger of ours, such as those that keep history.
        case trigger
        case other
    }

    package let code: Code
    /// What was being done, and how to mend it.
    package let context: String
    /// Set for ``Code/conflict``.
    package let violation: Violation?
    package let underlying: String?

    package init(
        code: Code, context: String, violation: Violation? = nil, underlying: (any Error)? = nil
    ) {
        (self.code, self.context, self.violation) = (code, context, violation)
        self.underlying = underlying.map { "\($0)" }
    }

    package var description: String { context + (underlying.map { " (\($0))" } ?? "") }
}
