import SQL

/// Fills an empty casebook's tables from lines, inside one transaction.
struct TableLoad {
    let connection: any SQLConnection
    /// Of the tables that the lines are from.
    let shape: [TableShape]

    /// - Parameter next: gives parts, those of a table one after the other; nil at the end.
    /// - Throws: ``MovingRefusal``, and what the database refuses.
    func run(_ next: () throws -> TablePart?) throws {
        let references = try connection.putReferencesOff()
        var part = try next()
        while let first = part {
            guard let table = shape.first(where: { $0.name == first.table }) else {
                throw MovingRefusal.unknownTable(first.table)
            }
            part =
                table.name == "log_head"
                ? try fillHead(table, first, next) : try fill(table, first, next)
        }
        try connection.bringBack(references)
        try connection.setIdentities()
    }

    /// Gives the first part of the next table.
    private func fill(
        _ table: TableShape, _ first: TablePart, _ next: () throws -> TablePart?
    ) throws -> TablePart? {
        var part: TablePart? = first
        try connection.insertMany(into: table.name, columns: table.columnNames) { append in
            while let current = part, current.table == table.name {
                try read(current, table, append)
                part = try next()
            }
        }
        return part
    }

    /// The one row of the log's end is made with its table, and cannot be taken away.
    private func fillHead(
        _ table: TableShape, _ first: TablePart, _ next: () throws -> TablePart?
    ) throws -> TablePart? {
        let settings = table.columnNames.map { "\($0) = ?" }.joined(separator: ", ")
        try read(first, table) { row in
            guard try connection.execute("UPDATE log_head SET \(settings)", row) == 1 else {
                throw MovingRefusal.row(table: table.name)
            }
        }
        return try next()
    }

    private func read(_ part: TablePart, _ table: TableShape, _ append: ([SQLValue]) throws -> Void) throws {
        var reader = RowTextReader(part.bytes, table.columns)
        do {
            while let row = try reader.next() { try append(row) }
        } catch is RowTextReader.Mistake {
            throw MovingRefusal.row(table: table.name)
        }
    }
}

extension SQLConnection {
    /// Rows come table by table, and refer to each other in circles: references are looked at when all are there.
    ///
    /// - Returns: what ``bringBack(_:)`` needs.
    fileprivate func putReferencesOff() throws -> [(table: String, name: String, definition: String)] {
        guard dialect == .postgres else {
            try execute(script: "PRAGMA defer_foreign_keys = ON")
            return []
        }
        let references = try all(
            """
            SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
            FROM pg_catalog.pg_constraint WHERE contype = 'f'
                AND connamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())
            ORDER BY conname
            """
        ) { (table: $0.text(0), name: $0.text(1), definition: $0.text(2)) }
        for one in references { try execute(script: "ALTER TABLE \(one.table) DROP CONSTRAINT \(one.name)") }
        return references
    }

    /// PostgreSQL then holds every row against them, at once. SQLite does as the transaction ends.
    fileprivate func bringBack(_ references: [(table: String, name: String, definition: String)]) throws {
        for one in references {
            try execute(script: "ALTER TABLE \(one.table) ADD CONSTRAINT \(one.name) \(one.definition)")
        }
    }

    /// The next row of a table gets the id after the last. SQLite sees to that itself.
    fileprivate func setIdentities() throws {
        guard dialect == .postgres else { return }
        let columns = try all(
            """
            SELECT c.relname, a.attname FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
            WHERE a.attidentity <> '' AND NOT a.attisdropped
                AND c.relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())
            """
        ) { (table: $0.text(0), column: $0.text(1)) }
        for (table, column) in columns {
            guard
                let last = try first("SELECT MAX(\(column)) FROM \(table)", [], { $0.optionalInteger(0) })
                    ?? nil
            else { continue }
            try each(
                "SELECT setval(pg_get_serial_sequence(?, ?), ?)",
                [.text(table), .text(column), .integer(last)]
            ) { _ in }
        }
        // Until it is told of, the planner takes the tables for empty.
        try execute(script: "ANALYZE")
    }
}
