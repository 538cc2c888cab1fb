import SQL

/// A table as the database has it: what must be known to carry its rows elsewhere.
package struct TableShape: Sendable, Hashable, Codable {
    package struct Column: Sendable, Hashable, Codable {
        package enum Kind: String, Sendable, Hashable, Codable {
            case integer, real, text, blob
        }

        package let name: String
        package let kind: Kind
    }

    package let name: String
    /// In the order of the database's own.
    package let columns: [Column]
    /// The columns of its primary key: rows are carried in its order.
    package let key: [String]

    var columnNames: [String] { columns.map(\.name) }

    /// Whether rows of one fit the other; the order of the columns does not matter.
    func fits(_ other: TableShape) -> Bool {
        name == other.name && key == other.key && Set(columns) == Set(other.columns)
    }

    /// What reads every row, the same in both dialects but for the name of the order by code point.
    func selection(_ dialect: SQLDialect) -> String {
        let order = key.map { column in
            let isText = columns.contains { $0.name == column && $0.kind == .text }
            return isText && dialect == .postgres ? "\(column) COLLATE \"C\"" : column
        }
        return
            "SELECT \(columnNames.joined(separator: ", ")) FROM \(name) ORDER BY \(order.joined(separator: ", "))"
    }
}

extension SQLConnection {
    /// Every table but the record of schema steps, by name.
    ///
    /// - Throws: ``StorageError`` for a table that cannot be carried: no casebook has one.
    package func shape() throws -> [TableShape] {
        var tables: [TableShape] = []
        try each(dialect == .sqlite ? Self.sqliteShape : Self.postgresShape, []) { row in
            let (table, place) = (row.text(0), Int(row.integer(3)))
            let column = TableShape.Column(name: row.text(1), kind: try Self.kind(row.text(2), table))
            let last = tables.last.flatMap { $0.name == table ? $0 : nil }
            if last != nil { tables.removeLast() }
            var key = last?.key ?? []
            if place > 0 {
                key += Array(repeating: "", count: max(0, place - key.count))
                key[place - 1] = column.name
            }
            tables.append(TableShape(name: table, columns: (last?.columns ?? []) + [column], key: key))
        }
        guard let odd = tables.first(where: { $0.key.isEmpty }) else { return tables }
        throw StorageError(
            code: .unexpected, context: "The table \(odd.name) has no key, and is no casebook's.")
    }

    private static func kind(_ type: String, _ table: String) throws -> TableShape.Column.Kind {
        switch type.lowercased() {
        case "integer", "bigint": .integer
        case "real", "double precision": .real
        case "text": .text
        case "blob", "bytea": .blob
        default:
            throw StorageError(
                code: .unexpected,
                context: "The table \(table) has a column of type \(type), and is no casebook's.")
        }
    }

    private static var sqliteShape: String {
        #"""
        SELECT t.name, c.name, c.type, c.pk FROM sqlite_schema t JOIN pragma_table_info(t.name) c
        WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND t.name <> 'schema_migration'
        ORDER BY t.name, c.cid
        """#
    }

    /// The places in `indkey` are counted from 0.
    private static var postgresShape: String {
        """
        SELECT c.relname, a.attname, format_type(a.atttypid, NULL),
            COALESCE(array_position(i.indkey::int2[], a.attnum) + 1, 0)
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary
        WHERE c.relkind IN ('r', 'p') AND c.relname <> 'schema_migration'
            AND c.relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = current_schema())
        ORDER BY c.relname COLLATE "C", a.attnum
        """
    }
}
