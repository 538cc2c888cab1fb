import ArgumentParser
import CallRecords
import Casework
import Foundation
import LineMatching
import Storage
import Telephony

/// What a stream is watched for, and the least that may leave.
struct StreamOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The closed lines, their numbers and when they closed.", valueName: "lines.csv"))
    var lines: String

    @Option(help: ArgumentHelp("Whose contacts are watched.", valueName: "contacts.csv"))
    var contacts: String

    @Option(
        help:
            "The records' layout, or auto to tell it by the header and first rows; watch, which may begin in the middle, takes auto for ringfence. “ringfence layouts” lists them."
    )
    var layout = "auto"

    @OptionGroup var layouts: LayoutsOption

    @Option(
        help: ArgumentHelp(
            "Tell of a number as soon as its likelihood ratio is this much, from 2 to 10000; may be given several times.",
            valueName: "ratio"))
    var alertAt: [Double] = []

    @Option(
        help: ArgumentHelp(
            "Contacts a number shares with the line before it is told of; never fewer than 2.",
            valueName: "number"))
    var leastContacts = 3

    @Option(
        help: ArgumentHelp(
            "A contact in touch with so many parties is everybody's, and counts for nothing.",
            valueName: "number"))
    var everybodys = 10_000

    func validate() throws {
        try refuseEmpty(lines, "--lines")
        try refuseEmpty(contacts, "--contacts")
        guard everybodys >= 100 else { throw ValidationError("--everybodys is a number from 100 on.") }
        _ = try settings()
    }

    func settings() throws -> StreamSettings {
        do throws(StreamSettings.Refusal) {
            return try StreamSettings(leastContacts: leastContacts, ratios: alertAt, everybodys: everybodys)
        } catch {
            switch error {
            case .tooFewContacts(_, let least):
                throw ValidationError(
                    "--least-contacts is \(least) or more: what one contact has in common with a line says nothing of it."
                )
            case .ratioOutside(_, let allowed):
                throw ValidationError(
                    "--alert-at is a ratio from \(Int(allowed.lowerBound)) to \(Format.number(Int(allowed.upperBound))): "
                        + "below, what is held speaks for neither side, and above, no ratio is ever reported."
                )
            }
        }
    }

    /// - Parameter shown: how the input is called where it is refused.
    func layout(of head: [UInt8], isWhole: Bool, shown: String, among all: [Layout]) throws -> Layout {
        if layout != "auto" {
            guard let found = all.first(where: { $0.name == layout }) else {
                throw Refused.data(Words.sentence(IntakeRefusal.noSuchLayout(layout, known: all.map(\.name))))
            }
            return found
        }
        do throws(FileRefusal) {
            return try LayoutChooser.choose(head.span.bytes, isWhole: isWhole, among: all)
        } catch { throw Self.refused(shown, error) }
    }

    /// A file of records that is not read; one that is packed comes in by standard input.
    static func refused(_ shown: String, _ refusal: FileRefusal) -> Refused {
        guard refusal == .notText(.gzip) else { return .data("\(shown): \(Words.sentence(refusal))") }
        return .data(
            "\(shown): The file is packed with gzip. Unpack it on the way: zcat FILE | ringfence scan … -")
    }

    func watch(layout: Layout, names: PartyNames) throws -> WatchList {
        let watch = try WatchLists(lines, contacts, layout: layout, names: names).list
        tellLinesWithoutContacts(watch)
        return watch
    }

    /// Nothing is ever found of such a line; it may wait for its contacts, so it is no mistake.
    private func tellLinesWithoutContacts(_ watch: WatchList) {
        // Shape: [lines]. Lists have millions of rows.
        var hasContact = [Bool](repeating: false, count: watch.lines.count)
        for contact in watch.contacts.indices {
            for line in watch.lines(of: contact) { hasContact[Int(line)] = true }
        }
        let bare = watch.lines.indices.filter { !hasContact[$0] }.map { watch.lines[$0].name }
        guard !bare.isEmpty else { return }
        let more = bare.count > 3 ? " and \(Format.number(bare.count - 3)) more" : ""
        say(
            "\(Format.count(bare.count, "line")) \(bare.count == 1 ? "has" : "have") no contact in \(contacts), so nothing is "
                + "found of \(bare.count == 1 ? "it" : "them"): \(bare.prefix(3).map(\.onOneLine).joined(separator: ", "))\(more)."
        )
    }
}

extension Layout {
    /// A party as the records write it: a token without its prefix where every party is one.
    func asWritten(_ party: Party) -> String {
        if parties.form == .opaque, case .opaque(let identifier) = party { return identifier.token }
        return party.description
    }
}
