import Access
import ArgumentParser
import Casework
import Foundation
import Storage

/// Users, for whoever has the machine: logged as done at the console.
struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Makes users, lists them, and lets them in again.",
        subcommands: [Add.self, List.self, Link.self, Key.self])

    /// A role and where it holds, as typed: `analyst@Thornmere Police`, or `auditor` for everywhere.
    struct WrittenRole: ExpressibleByArgument {
        let role: Role
        let force: String?

        init?(argument: String) {
            let parts = argument.split(separator: "@", maxSplits: 1)
            guard let first = parts.first, let role = Role(rawValue: String(first)) else { return nil }
            self.role = role
            force = parts.count > 1 ? String(parts[1]) : nil
        }
    }

    /// What a key may be used for, as typed: `read,write`, or `all`.
    struct WrittenScopes: ExpressibleByArgument {
        let scopes: Set<KeyScope>

        init?(argument: String) {
            if argument == "all" {
                scopes = Set(KeyScope.allCases)
                return
            }
            let words = argument.split(separator: ",").map { KeyScope(rawValue: String($0)) }
            let known = Set(words.compactMap { $0 })
            guard !known.isEmpty, !words.contains(nil) else { return nil }
            scopes = known
        }
    }

    static let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
    static let scopes = KeyScope.allCases.map(\.rawValue).joined(separator: ",")

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a user, and prints the set-up link to hand over.",
            discussion: """
                With --password-from the user can sign in at once, and there is no link. A key is printed on a line of \
                its own, once.
                """)

        @Argument(help: "The sign-in name: a short name, or the mail address at the identity provider.")
        var login: String

        @Option(help: "The person's name.")
        var name: String

        @Option(
            help: ArgumentHelp(
                "A role, everywhere or in a force; may be given several times. One of: \(UserCommand.roles).",
                valueName: "role[@force]"))
        var role: [WrittenRole] = []

        @Option(help: "A force, made where there is none of that name.")
        var force: String?

        @Option(
            help: ArgumentHelp(
                "Print a key that may be used for these: \(UserCommand.scopes), or all.", valueName: "scopes")
        )
        var key: WrittenScopes?

        @Option(help: ArgumentHelp("Days that the key holds.", valueName: "number"))
        var keyDays = 90

        @Option(
            help: ArgumentHelp(
                "A file with the password in its first line; - for standard input.", valueName: "file"))
        var passwordFrom: String?

        @Flag(help: "A practice user, marked as such, without a second factor. For trying things out only.")
        var practice = false

        @Option(help: ArgumentHelp("Where browsers find the server.", valueName: "url"))
        var at = "http://127.0.0.1:8080"

        @OptionGroup var data: DataOption

        func run() async throws {
            let casebook = try await data.openOrMake()
            let console = Administration.console(of: casebook)
            if let force { try await makeForce(force, casebook, console) }
            let grants = try await grants(casebook)
            let password =
                practice && passwordFrom == nil
                ? Practice.password : try passwordFrom.map(UserCommand.password)
            if let password {
                _ = try await console.add(
                    login: login, name: name, grants: grants, password: password, isPractice: practice)
            } else {
                let made = try await console.add(login: login, name: name, grants: grants)
                say("Hand this link to \(name). It works once, within a day:")
                try printOut("\(at)/set-up?link=\(made.link)")
            }
            if let key { try await UserCommand.printKey(key, for: login, days: keyDays, casebook) }
        }

        private func makeForce(_ name: String, _ casebook: Casebook, _ console: Administration) async throws {
            let known = try await casebook.forces()
            guard !known.contains(where: { $0.name.lowercased() == name.lowercased() }) else { return }
            _ = try await console.addForce(named: name)
        }

        private func grants(_ casebook: Casebook) async throws -> [Grant] {
            let forces = try await casebook.forces()
            return try role.map { written in
                guard let name = written.force else { return Grant(written.role, .everywhere) }
                guard let force = forces.first(where: { $0.name.lowercased() == name.lowercased() }) else {
                    throw Refused.data("There is no force “\(name)”. Make it with --force '\(name)'.")
                }
                return Grant(written.role, .force(force.id))
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the users.")

        @OptionGroup var data: DataOption
        @OptionGroup var output: FormatOption

        func run() async throws {
            let casebook = try await data.open()
            let forces = try await casebook.forces()
            let operations = try await casebook.operations()
            try output.show(
                Tables.users(
                    try await casebook.accounts(),
                    scope: {
                        switch $0 {
                        case .everywhere: "everywhere"
                        case .force(let id): forces.first { $0.id == id }?.name ?? "force \(id)"
                        case .operation(let id): operations.first { $0.id == id }?.name ?? "operation \(id)"
                        }
                    }))
        }
    }

    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a set-up link for a user who forgot the password.")

        @Argument(help: "The sign-in name.")
        var login: String

        @Flag(help: "Take the second factor away too: they set up another when they next sign in.")
        var takeSecondFactor = false

        @Option(help: ArgumentHelp("Where browsers find the server.", valueName: "url"))
        var at = "http://127.0.0.1:8080"

        @OptionGroup var data: DataOption

        func run() async throws {
            let casebook = try await data.open()
            let console = Administration.console(of: casebook)
            let account = try await UserCommand.account(login, casebook)
            if takeSecondFactor { try await console.takeSecondFactor(of: account.id) }
            try printOut("\(at)/set-up?link=\(try await console.newLink(for: account.id))")
        }
    }

    struct Key: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a key for a user's programs and commands.")

        @Argument(help: "The sign-in name.")
        var login: String

        @Argument(
            help: ArgumentHelp("What it may be used for: \(UserCommand.scopes), or all.", valueName: "scopes")
        )
        var scopes: WrittenScopes

        @Option(help: ArgumentHelp("Days that it holds.", valueName: "number"))
        var days = 90

        @OptionGroup var data: DataOption

        func run() async throws {
            try await UserCommand.printKey(scopes, for: login, days: days, try await data.open())
        }
    }

    // MARK: What they share

    private static func account(_ login: String, _ casebook: Casebook) async throws -> Account {
        guard let account = try await casebook.account(login: AccountNames.login(login)) else {
            throw AccountRefusal.noSuchUser
        }
        return account
    }

    private static func printKey(
        _ scopes: WrittenScopes, for login: String, days: Int, _ casebook: Casebook
    ) async throws {
        let account = try await account(login, casebook)
        let made = try await SignIn.of(casebook).makeKey(
            for: account, named: "made at the console", scopes: scopes.scopes, days: days,
            by: Actor(userID: 0, login: "console", source: "console"))
        try printOut(made.text)
    }

    private static func password(from path: String) throws -> String {
        let bytes =
            path == "-"
            ? FileHandle.standardInput.readData(ofLength: 4_096) : FileManager.default.contents(atPath: path)
        guard let bytes, !bytes.isEmpty else {
            throw Refused.noInput("\(path) is not there, or holds no password.")
        }
        let line = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
        ).first
        return String(line ?? "").trimmingCharacters(in: .newlines)
    }
}
