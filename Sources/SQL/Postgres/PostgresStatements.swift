import CPostgres

/// The statements that one connection has prepared, by their text and the types of their values; the least recently
/// used go first.
struct PostgresStatements {
    struct Variant {
        let name: String
        /// 0 where every value so far was null, and the server inferred.
        let types: [Oid]

        /// Whether values of these types can be given to it; a null is of any type.
        func takes(_ wanted: [Oid]) -> Bool {
            zip(wanted, types).allSatisfy { $0 == 0 || $0 == $1 }
        }
    }

    private struct Statement {
        let numbered: String
        var variants: [Variant] = []
        var lastUse = 0
    }

    private static let bound = 256
    private var statements: [String: Statement] = [:]
    private var uses = 0
    private var names = 0

    enum Lookup {
        case ready(String)
        /// To be prepared under this name, and then given to ``keep(_:of:)``.
        case new(Variant, numbered: String)
    }

    mutating func look(up sql: String, types: [Oid]) -> Lookup {
        uses += 1
        var statement = statements[sql] ?? Statement(numbered: Placeholders.numbered(sql))
        statement.lastUse = uses
        statements[sql] = statement
        if let known = statement.variants.first(where: { $0.takes(types) }) { return .ready(known.name) }
        names += 1
        // A null takes the type that was seen in its place, so that there are few variants.
        let full = types.indices.map { place in
            types[place] != 0
                ? types[place] : statement.variants.lazy.map { $0.types[place] }.first { $0 != 0 } ?? 0
        }
        return .new(Variant(name: "s\(names)", types: full), numbered: statement.numbered)
    }

    /// Gives the names of those to deallocate.
    mutating func keep(_ variant: Variant, of sql: String) -> [String] {
        statements[sql]?.variants.append(variant)
        guard statements.count > Self.bound,
            let oldest = statements.min(by: { $0.value.lastUse < $1.value.lastUse })
        else { return [] }
        statements[oldest.key] = nil
        return oldest.value.variants.map(\.name)
    }
}
