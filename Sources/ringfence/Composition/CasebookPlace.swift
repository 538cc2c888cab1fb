import CallRecords
import Foundation
import SQL
import Storage

/// A setting in force, and where it came from.
struct Setting: Sendable {
    enum Source: Sendable {
        case option(String)
        case environment(String)
        case `default`

        var text: String {
            switch self {
            case .option(let name): name
            case .environment(let name): "the environment's \(name)"
            case .default: "default"
            }
        }
    }

    let name: String
    let value: String
    let source: Source

    /// What was typed, else what the environment says, else nothing. An empty variable is none.
    init?(_ name: String, typed: String?, option: String, variable: String) {
        self.name = name
        if let typed {
            (value, source) = (typed, .option(option))
        } else if let set = ProcessInfo.processInfo.environment[variable], !set.isEmpty {
            (value, source) = (set, .environment(variable))
        } else {
            return nil
        }
    }

    init(_ name: String, _ value: String, _ source: Source = .default) {
        (self.name, self.value, self.source) = (name, value, source)
    }
}

/// Where a casebook is: its database, and the folder of what lies beside it.
struct CasebookPlace: Sendable {
    let folder: String
    /// A PostgreSQL database's address; nil for the file in the folder. It may hold a password: never shown.
    let address: String?
    let originals: String

    init(folder: String, address: String? = nil, originals: String? = nil) {
        (self.folder, self.address) = (folder, address)
        self.originals = originals ?? Casebook.originals(in: folder)
    }

    /// For messages, without a password.
    var name: String { address.map(Self.name(ofAddress:)) ?? folder }

    /// Host and database of an address; a bare word for one that cannot be read.
    static func name(ofAddress address: String) -> String {
        // A password with an unescaped sign spills into its neighbours.
        guard let parts = URLComponents(string: address), !"\(parts.host ?? "")\(parts.path)".contains("@")
        else {
            return "PostgreSQL"
        }
        let host = parts.host.map { $0.isEmpty ? "this machine" : $0 } ?? "this machine"
        return "\(host)\(parts.port.map { ":\($0)" } ?? "")\(parts.path)"
    }

    func openDatabase() throws -> any SQLDatabase {
        if let address { return try PostgresDatabase(url: address) }
        return try Casebook.openDatabase(in: folder)
    }

    /// The casebook there is. Looking must not make one: a mistyped folder would seem an empty casebook.
    func open(schema: Casebook.SchemaUse = .bringUpToDate) async throws -> Casebook {
        try await open(schema: schema, making: false)
    }

    func openOrMake(schema: Casebook.SchemaUse = .bringUpToDate) async throws -> Casebook {
        try await open(schema: schema, making: true)
    }

    private func open(schema: Casebook.SchemaUse, making: Bool) async throws -> Casebook {
        guard !folder.isEmpty else {
            throw Refused(text: "Name the casebook's folder after --data.", code: 64)
        }
        guard address != nil || making || Casebook.exists(in: folder) else { throw noCasebook }
        let database = try openDatabase()
        if making {
            // Beside a database on another machine too: the key that signs checkpoints is kept there.
            try Casebook.makeFolder(folder)
        } else if try await !Casebook.exists(in: database) {
            throw noCasebook
        }
        return try await Casebook(
            database: database, originals: originals, now: systemClock(), schema: schema)
    }

    var noCasebook: Refused {
        Refused(
            text:
                "There is no casebook in \(name). “ringfence serve”, “setup”, “demo” and “migrate” make one.",
            code: 73)
    }
}
