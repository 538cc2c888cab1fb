import Access
import ArgumentParser
import CallRecords
import Casework
import Foundation
import Gateways
import HummingbirdTLS
import SQL
import Storage

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract:
            "Looks a casebook and its settings over, and says how to mend what is amiss. Changes nothing.",
        discussion: """
            Give it the options that “serve” is given, and it looks at those too.

            Exit codes: 0 all is well; 1 something is not, and the lines marked “To mend” say what to do.
            """)

    @Flag(help: "Also read every original and follow the whole log, which takes minutes in a large casebook.")
    var deep = false

    @OptionGroup var server: ServerSettings
    @OptionGroup var provider: ProviderSettings
    @OptionGroup var layouts: LayoutsOption
    @OptionGroup var data: DataOption
    @OptionGroup var output: FormatOption

    func run() async throws {
        var report = DoctorReport()
        for setting in data.settings {
            report.note("Setting “\(setting.name)”", "\(setting.value) (\(setting.source.text))")
        }
        report.look(at: server, provider, now: systemClock())
        report.look(atLayouts: layouts)
        report.note(
            "Clock", "\(Format.time(systemClock())); the machine's zone is \(TimeZone.current.identifier)")
        report.look(atFolder: data.folder)
        do {
            let database = try data.openDatabase()
            let found = try await Examination(
                of: database, originals: data.place.originals, now: systemClock(), isDeep: deep)
            report.look(at: found, now: systemClock())
            await database.close()
        } catch let error as StorageError { report.fail("Database", error.description) }
        try output.show(report.table)
        if report.problems > 0 {
            throw Refused(text: "\(Format.count(report.problems, "thing")) to mend.", code: 1)
        }
    }
}

/// What was looked at, and what is to be done.
struct DoctorReport {
    private var rows: [[Table.Cell]] = []
    private(set) var problems = 0

    var table: Table {
        Table(
            "Findings", [.text("Looked at", "check"), .text("State", "state"), .text("Found", "found")], rows)
    }

    mutating func note(_ check: String, _ found: String) {
        rows.append([.init(check), .init("–"), .init(found)])
    }
    mutating func pass(_ check: String, _ found: String) {
        rows.append([.init(check), .init("Well"), .init(found)])
    }
    mutating func fail(_ check: String, _ found: String) {
        problems += 1
        rows.append([.init(check), .init("To mend"), .init(found)])
    }

    mutating func look(at server: ServerSettings, _ provider: ProviderSettings, now: Instant) {
        note("Pages", "\(server.url(port: server.port)), listening on \(server.address)")
        do {
            _ = try server.server()
            if let file = server.tlsCertificate { look(atCertificate: file, now: now) }
        } catch let refused as Refused { fail("TLS", refused.text) } catch {
            fail("TLS", "It cannot be set up.")
        }
        do {
            if let settings = try provider.openID() {
                pass("Identity provider", "\(settings.name), at \(settings.issuer)")
            }
        } catch let refused as Refused { fail("Identity provider", refused.text) } catch {
            fail("Identity provider", "It cannot be set up.")
        }
    }

    /// Time enough to get another.
    private static let leastDays = 14

    private mutating func look(atCertificate file: String, now: Instant) {
        guard let certificate = try? NIOSSLCertificate.fromPEMFile(file).first else { return }
        let end = Instant(seconds: Int64(certificate.notValidAfter))
        if end < now.adding(seconds: Int64(Self.leastDays) * 86_400) {
            fail(
                "TLS",
                "The certificate \(file) ends at \(Format.time(end)). Get another, and start the server again."
            )
        } else {
            pass("TLS", "The certificate \(file) holds until \(Format.time(end))")
        }
    }

    mutating func look(atLayouts layouts: LayoutsOption) {
        do { pass("Layouts", Format.count(try layouts.all().count, "layout")) } catch let refused as Refused {
            fail("Layouts", refused.text)
        } catch { fail("Layouts", "The layouts cannot be read.") }
    }

    /// Least room for a day's work, its log and the database's own needs.
    private static let leastRoom = 1_000_000_000

    mutating func look(atFolder folder: String) {
        let manager = FileManager.default
        guard let attributes = try? manager.attributesOfItem(atPath: folder) else {
            return fail("Folder", "There is no folder \(folder). Name the casebook's with --data.")
        }
        let rights = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
        if rights & 0o077 != 0 {
            fail(
                "Folder",
                "Others on this machine may look into \(folder). Take that away: chmod 700 \(folder)")
        } else {
            pass("Folder", "\(folder) is its owner's alone")
        }
        let key = URL(filePath: folder).appending(path: SigningKeyFile.name).path
        if let attributes = try? manager.attributesOfItem(atPath: key) {
            let rights = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
            if rights & 0o077 != 0 {
                fail(
                    "Signing key", "Others on this machine may read \(key). Take that away: chmod 600 \(key)")
            } else {
                pass("Signing key", "\(key) is its owner's alone")
            }
        }
        let room = try? manager.attributesOfFileSystem(forPath: folder)[.systemFreeSize] as? NSNumber
        guard let bytes = room?.intValue else { return note("Disk", "Its room cannot be told") }
        if bytes < Self.leastRoom {
            fail("Disk", "\(Format.bytes(bytes)) left. Make room: at least \(Format.bytes(Self.leastRoom)).")
        } else {
            pass("Disk", "\(Format.bytes(bytes)) left")
        }
    }

    mutating func look(at found: Examination, now: Instant) {
        let kind = found.dialect == .sqlite ? "SQLite" : "PostgreSQL"
        if found.problems.isEmpty { pass("Database", "\(kind), whole") }
        for problem in found.problems { fail("Database", problem) }
        switch (found.applied.last, found.pending.first) {
        case (let last?, nil): pass("Schema", "\(last), which is this version's")
        case (nil, _): fail("Schema", "The database holds no casebook. “ringfence migrate” makes one.")
        case (_, let next?):
            fail("Schema", "It lacks the step “\(next)”. Back the casebook up, then “ringfence migrate”.")
        }
        guard let contents = found.contents else { return }
        note(
            "Contents",
            "\(Format.count(contents.operations, "operation")), \(Format.count(contents.accounts, "user"))")
        if contents.accounts == 0 {
            fail(
                "Users", "Nobody can sign in. “ringfence setup” prints the link for the first administrator.")
        }
        look(at: contents.originals)
        look(atLog: contents, now: now)
        if contents.abandoned == 0 { return pass("Imports", "None was cut short") }
        fail(
            "Imports",
            "\(Format.count(contents.abandoned, "import")) cut short. The next start of the server clears what it left."
        )
    }

    private mutating func look(at originals: Examination.Originals) {
        if originals.missing.isEmpty, originals.altered.isEmpty {
            pass(
                "Originals", "\(Format.count(originals.count, "file")), \(Format.bytes(originals.byteCount))")
        }
        if !originals.missing.isEmpty {
            fail(
                "Originals",
                "Not there: those of \(Self.list(originals.missing)). Put them back from a backup, or correct --originals."
            )
        }
        if !originals.altered.isEmpty {
            fail(
                "Originals",
                "Altered since they came: those of \(Self.list(originals.altered)). Put them back from a backup."
            )
        }
    }

    private static func list(_ files: [Int64]) -> String {
        "file\(files.count == 1 ? "" : "s") " + files.prefix(10).map { "\($0)" }.joined(separator: ", ")
            + (files.count > 10 ? " and \(files.count - 10) more" : "")
    }

    private mutating func look(atLog contents: Examination.Contents, now: Instant) {
        switch contents.log {
        case .whole(let last, let isAll):
            pass(
                "Log",
                "Whole up to entry \(Format.number(Int(last)))\(isAll ? "" : "; looked at the last 1,000")")
        case .broken(let found):
            fail(
                "Log",
                Words.sentence(found) + " Keep the machine as it is, and call whoever audits the force.")
        }
        if let last = contents.lastEntryAt, last > now.adding(seconds: 60) {
            fail(
                "Clock",
                "The last entry of the log is of \(Format.time(last)), which has not come yet. Set the clock right."
            )
        }
    }
}
