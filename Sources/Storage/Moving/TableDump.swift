import Access
import Crypto
import SQL

/// Some rows of one table, a line each as ``RowText`` writes them.
struct TablePart: Sendable {
    /// Few enough to be held in memory, many enough to be worth the trouble.
    static let full = 1 << 20
    /// No row is as long: what claims to be longer was not written here.
    static let longest = 256 << 20

    let table: String
    let bytes: [UInt8]
}

/// A table's rows, counted and hashed.
package struct TableSum: Sendable, Hashable, Codable {
    package let shape: TableShape
    package let rows: Int
    /// Of all its lines, in hexadecimal.
    package let sha256: String
}

/// Reads every table into lines.
struct TableDump {
    let connection: any SQLConnection

    /// - Parameters:
    ///   - shape: what to read, and in which order of columns: two databases of one shape are summed alike.
    ///   - emit: is handed the rows in the order of the tables; each table has one part at least.
    func run(_ shape: [TableShape], emit: (TablePart) throws -> Void = { _ in }) throws -> [TableSum] {
        try shape.map { try run($0, emit: emit) }
    }

    private func run(_ table: TableShape, emit: (TablePart) throws -> Void) throws -> TableSum {
        var hash = SHA256()
        var (rows, parts) = (0, 0)
        var bytes: [UInt8] = []
        func hand() throws {
            hash.update(data: bytes)
            try emit(TablePart(table: table.name, bytes: bytes))
            bytes.removeAll(keepingCapacity: true)
            parts += 1
        }
        try connection.each(table.selection(connection.dialect), []) { row in
            RowText.append(row, table.columns, to: &bytes)
            rows += 1
            if bytes.count >= TablePart.full { try hand() }
        }
        if !bytes.isEmpty || parts == 0 { try hand() }
        return TableSum(shape: table, rows: rows, sha256: hash.finalize().hexadecimal)
    }
}
