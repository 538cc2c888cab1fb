import CPostgres
import Foundation

/// Where a PostgreSQL database is, as a `postgres://` URL gives it. Its description never holds the password.
struct PostgresAddress: Sendable, CustomStringConvertible {
    private let url: String
    /// Host, port and database.
    let description: String

    /// Connections that a vanished host left behind are noticed within about a minute; ours can be told apart in
    /// `pg_stat_activity`. The URL's own settings win over these.
    private static let defaults = [
        ("connect_timeout", "10"), ("fallback_application_name", "ringfence"), ("keepalives_idle", "30"),
        ("keepalives_interval", "10"), ("keepalives_count", "3"), ("tcp_user_timeout", "60000"),
    ]
    /// The server, too, is to notice that we vanished, and to let go of the writers' lock. A page's queries are short:
    /// starting workers or compiling them costs tens of milliseconds and saves none.
    private static let session = """
        SET TimeZone = 'UTC'; SET statement_timeout = 0; SET client_min_messages = warning;
        SET standard_conforming_strings = on; SET jit = off; SET max_parallel_workers_per_gather = 0;
        SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3
        """
    private static let pauses: [TimeInterval] = [0.1, 0.4]

    /// - Throws: ``StorageError/Code/cannotConnect``. libpq's own words are not given: they may quote the password.
    init(url: String) throws {
        let unreadable = StorageError(
            code: .cannotConnect,
            context: "The PostgreSQL address cannot be read. It is written "
                + "postgres://user:password@host:port/database, with %40 for an @ in the password, %2F for a /."
        )
        guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://"),
            let options = PQconninfoParse(url, nil)
        else { throw unreadable }
        defer { PQconninfoFree(options) }
        var parts: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { parts[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        let (host, port) = (parts["host"] ?? "", parts["port"] ?? "")
        let database = parts["dbname"] ?? ""
        // A password with an unescaped sign spills into its neighbours, which messages do name.
        guard !host.contains("@"), !database.contains("@"), !database.isEmpty,
            port.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "," })
        else { throw unreadable }
        self.url = url
        description = "\(host.isEmpty ? "this machine" : host)\(port.isEmpty ? "" : ":\(port)")/\(database)"
    }

    /// Blocks, for up to ten seconds a try.
    ///
    /// - Throws: ``StorageError/Code/cannotConnect`` after three tries in half a second.
    func connect() throws -> PostgresConnection {
        var tries = Self.pauses.makeIterator()
        while true {
            do { return try connectOnce() } catch {
                // A server that restarts refuses for a moment.
                guard let pause = tries.next() else { throw error }
                Thread.sleep(forTimeInterval: pause)
            }
        }
    }

    func connectOnce() throws -> PostgresConnection {
        var settings = Self.defaults
        settings += [("dbname", url), ("client_encoding", "UTF8")]
        let keywords = settings.map { strdup($0.0) } + [nil]
        let values = settings.map { strdup($0.1) } + [nil]
        defer { for text in keywords + values { free(text) } }
        let handle = PQconnectdbParams(
            keywords.map { text in text.map { UnsafePointer($0) } },
            values.map { text in text.map { UnsafePointer($0) } }, 1)
        guard let handle else { throw failure("out of memory") }
        // Left alone, libpq prints the server's remarks, which may hold values, on standard error.
        PQsetNoticeReceiver(handle, { _, _ in }, nil)
        let connection = PostgresConnection(handle: handle, description: description)
        guard PQstatus(handle) == CONNECTION_OK else {
            throw failure(String(cString: PQerrorMessage(handle)))
        }
        try connection.simply(Self.session)
        return connection
    }

    private func failure(_ message: String) -> StorageError {
        let line = message.split(separator: "\n").first.map(String.init) ?? ""
        return StorageError(
            code: .cannotConnect, context: "The PostgreSQL database \(self) does not let us in: \(line).")
    }
}
