import ArgumentParser
import CallRecords
import Casework
import Foundation
import Synthesis

/// How a test is made of a file in which no switch is known.
struct SplitOption: ParsableArguments {
    @Option(
        name: .customLong("split"),
        help: ArgumentHelp("Makes a test of a file of events in which no switch is known.", valueName: "file")
    )
    var file: String?

    @Option(
        help: ArgumentHelp("The moment at which parties are renamed, with its zone.", valueName: "time"),
        transform: Self.moment(written:))
    var cut: Instant?

    @Option(help: "Which parties, and who follows: the same seed makes the same test. (default: 1)")
    var seed: UInt64?

    @Option(help: "The share of a renamed party's contacts that follow it. (default: 0.5)")
    var follow: Double?

    @Option(help: "How many look-alikes advertise beside each. (default: 2)")
    var rivals: Int?

    @Flag(help: "Look-alikes take up new numbers too, which is harder.")
    var rivalsMove = false

    @Flag(help: "Nobody texts the contacts at the cut: only who goes on talking to whom tells.")
    var noBroadcast = false

    @Option(
        name: .customLong("split-to"),
        help: ArgumentHelp(
            "Writes the test too, for --records and --switches or another program: \(Self.files.joined(separator: ", ")), into this folder.",
            valueName: "folder"))
    var folder: String?

    private static let files = ["records.csv", "switches.csv", "rivals.csv"]

    func validate() throws {
        try refuseEmpty(file, "--split")
        try refuseEmpty(folder, "--split-to")
        let others: [(name: String, isGiven: Bool)] = [
            ("--cut", cut != nil), ("--seed", seed != nil), ("--follow", follow != nil),
            ("--rivals", rivals != nil), ("--rivals-move", rivalsMove), ("--no-broadcast", noBroadcast),
            ("--split-to", folder != nil),
        ]
        if file == nil, let other = others.first(where: \.isGiven) {
            throw ValidationError("\(other.name) is only with --split.")
        }
        guard (0...1).contains(follow ?? 0) else {
            throw ValidationError("--follow is a share, from 0 to 1.")
        }
        guard (0...20).contains(rivals ?? 0) else {
            throw ValidationError("--rivals is a number from 0 to 20.")
        }
    }

    /// The moment of the cut, or by default that before which six tenths of the events lie.
    func settings(for events: EventColumns) -> SplitTest.Settings {
        var settings = SplitTest.Settings(cut: cut ?? Self.sixTenths(of: events), seed: seed ?? 1)
        (settings.follow, settings.rivals, settings.rivalsMove) = (follow ?? 0.5, rivals ?? 2, rivalsMove)
        settings.broadcast = !noBroadcast
        return settings
    }

    /// - Throws: `Refused`, where the folder has such files already.
    func refuseFiles() throws {
        if let folder { try NewFiles.refuse(Self.files, in: URL(filePath: folder)) }
    }

    /// Writes a test that was made, if that was asked for.
    func keep(_ test: SplitTest) throws {
        guard let folder = folder.map({ URL(filePath: $0) }) else { return }
        let events = RingfenceCSV.bytes((0..<test.events.count).lazy.map { test.events[$0] })
        let texts = [events, Array(test.switchesCSV.utf8), Array(test.rivalsCSV.utf8)]
        do {
            try NewFiles.write(zip(Self.files, texts).map { (name: $0, data: Data($1)) }, in: folder)
        } catch { throw Refused.notWritten(folder, error) }
        say("Written in \(folder.path): \(Self.files.joined(separator: ", ")).")
    }

    private static func sixTenths(of events: EventColumns) -> Instant {
        let times = events.times.sorted()
        return Instant(microseconds: times.isEmpty ? 0 : times[times.count * 6 / 10])
    }

    private static func moment(written text: String) throws -> Instant {
        do { return try Instant(parsing: text) } catch {
            throw ValidationError("“\(text)” is not read as a time: \(Words.sentence(error)).")
        }
    }
}
