import Access
import ArgumentParser
import CallRecords
import Casework
import Foundation
import Storage

/// Who works at the casebook by commands: the owner of a key.
struct DeskOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The file that holds your key. (default: the key in the environment's RINGFENCE_KEY)",
            valueName: "file"))
    var keyFile: String?

    @Option(
        help: ArgumentHelp(
            "Why you look, as the log keeps it. (default: the environment's RINGFENCE_WHY)",
            valueName: "reason"))
    var why: String?

    @OptionGroup var data: DataOption

    /// The casebook there is, and the key's owner at work in it.
    func open() async throws -> (desk: Desk, casebook: Casebook) {
        try await KeyOwner(keyFile: keyFile, why: why).open(data)
    }

    func desk() async throws -> Desk { try await open().desk }
}

extension DataOption {
    /// The desk of whoever owns the key in the environment.
    func desk() async throws -> Desk { try await KeyOwner().open(self).desk }
}

/// Who owns the key that a command was given.
private struct KeyOwner {
    var keyFile: String?
    var why: String?

    func open(_ data: DataOption) async throws -> (desk: Desk, casebook: Casebook) {
        let key = try key()
        let casebook = try await data.open()
        guard let (who, _) = try await SignIn.of(casebook).principal(forKey: key) else {
            throw Refused(
                text:
                    "The key is none of this casebook's, or has ended. Make another under “Your account”, or with "
                    + "“ringfence user key”.", code: 77)
        }
        let reason = Setting("why", typed: why, option: "--why", variable: "RINGFENCE_WHY")?.value ?? ""
        let desk = Desk(
            who: who, source: "console", sessionID: nil, why: reason,
            settings: DeskSettings(software: Software.version), store: casebook, now: systemClock)
        return (desk, casebook)
    }

    private func key() throws -> String {
        guard let keyFile else {
            guard let key = Setting("key", typed: nil, option: "", variable: "RINGFENCE_KEY")?.value else {
                throw Refused(
                    text:
                        "Who are you? Set RINGFENCE_KEY to your key, or name the file that holds it with --key-file. "
                        + "You make a key under “Your account”; the machine's operator does with “ringfence user key "
                        + "LOGIN read,write”.", code: 77)
            }
            return key.trimmed
        }
        guard let bytes = FileManager.default.contents(atPath: keyFile), bytes.count < 4_096 else {
            throw Refused.noInput("\(keyFile) is not there, cannot be read, or holds no key.")
        }
        return String(decoding: bytes, as: UTF8.self).trimmed
    }
}

/// The operation a command works in.
struct OperationOption: ParsableArguments {
    @Option(
        help: ArgumentHelp("The operation, where you work in more than one.", valueName: "name"))
    var operation: String?

    /// The operation named, or the only one in which the desk's owner may do something.
    func one(at desk: Desk, for action: Action) async throws -> OperationEntry {
        if let operation { return try await desk.operation(named: operation) }
        let all = try await desk.visible(for: action)
        guard let only = all.first, all.count == 1 else {
            let names = all.prefix(10).map { "“\($0.name)”" }.joined(separator: ", ")
            guard !all.isEmpty else {
                throw Refused(
                    text:
                        "There is no operation in which you may do that. “ringfence operations” lists what you may open.",
                    // Where none is open, one has to be made; where some are, the roles do not reach so far.
                    code: try await desk.visible(for: .seeOperation).isEmpty ? 65 : 77)
            }
            throw Refused.data(
                "Name the operation with --operation: \(names)\(all.count > 10 ? ", …" : ".")")
        }
        return only
    }

    /// The operation named; nil where none is, for commands that look everywhere.
    func named(at desk: Desk) async throws -> Int64? {
        guard let operation else { return nil }
        return try await desk.operation(named: operation).id
    }
}

/// A page of a long list.
struct PageOption: ParsableArguments {
    @Option(help: "Which page of the list, from 1.")
    var page = 1

    func validate() throws {
        guard page >= 1 else { throw ValidationError("--page is a number from 1.") }
    }

    /// Says where there is more.
    func tell<Row>(_ list: ListPage<Row>) {
        guard list.count > 1 else { return }
        let next = list.number < list.count ? "; --page \(list.number + 1) has the next" : ""
        say("Page \(list.number) of \(list.count)\(next).")
    }
}
