import CPostgres

/// PostgreSQL's errors in our terms. DETAIL, HINT and CONTEXT hold values of rows and are never read.
extension StorageError {
    /// - Parameter isConnected: whether the connection can still be used.
    init(_ result: PostgresResult, isConnected: Bool, database: String) {
        // PG_DIAG_SQLSTATE and PG_DIAG_MESSAGE_PRIMARY of postgres_ext.h.
        let state = result.field("C") ?? ""
        // 57P01 … 57P03: the server is being stopped; the connection ends after the report.
        guard isConnected, !state.isEmpty, !state.hasPrefix("57P"), !state.hasPrefix("08") else {
            self = .lost(database)
            return
        }
        let message = Self.canTell(state) ? result.field("M").map { ": \($0)" } ?? "" : ""
        let context = "The database \(database) gave the error \(state)\(message)."
        switch state {
        case "23505": self.init(code: .conflict, context: context, violation: .unique)
        case "23514": self.init(code: .conflict, context: context, violation: .check)
        case "23503": self.init(code: .conflict, context: context, violation: .foreignKey)
        case "23502": self.init(code: .conflict, context: context, violation: .notNull)
        case "P0001": self.init(code: .conflict, context: context, violation: .trigger)
        case _ where state.hasPrefix("23"): self.init(code: .conflict, context: context, violation: .other)
        case "40001", "40P01", "55P03": self.init(code: .busy, context: context)
        case "53100": self.init(code: .full, context: "The disk of the database \(database) is full.")
        default: self.init(code: .unexpected, context: context)
        }
    }

    static func lost(_ database: String) -> StorageError {
        StorageError(
            code: .connectionLost, context: "The connection to \(database) was lost. Nothing was changed.")
    }

    static func commitUnknown(_ database: String) -> StorageError {
        StorageError(
            code: .commitUnknown,
            context: "The connection to \(database) was lost while a change was being kept. "
                + "Look whether it was before doing it again.")
    }

    /// Classes of SQLSTATE whose primary message names things of the schema or the server, never values. Class 22,
    /// for one, quotes the value it cannot read.
    private static func canTell(_ state: String) -> Bool {
        let classes = ["0A", "23", "25", "26", "28", "3D", "3F", "40", "42", "53", "54", "55", "57", "58"]
        return classes.contains { state.hasPrefix($0) } || state == "P0001"
    }
}
