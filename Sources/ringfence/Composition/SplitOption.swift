import ArgumentParser
import CallRecords
import Casework
import Synthesis

/// How a test is made of a file in which no switch is known.
struct SplitOption: ParsableArguments {
    @Option(
        name: .customLong("split"),
        help: ArgumentHelp("Makes a test of a file of events in which no switch is known.", valueName: "file")
    )
    var file: String?

    @Option(help: ArgumentHelp("The moment at which parties are renamed, with its zone.", valueName: "time"))
    var cut: String?

    @Option(help: "Which parties, and who follows: the same seed makes the same test.")
    var seed: UInt64 = 1

    @Option(help: "The share of a renamed party's contacts that follow it.")
    var follow = 0.5

    @Option(help: "How many look-alikes advertise beside each.")
    var rivals = 2

    @Flag(help: "Look-alikes take up new numbers too, which is harder.")
    var rivalsMove = false

    @Flag(help: "Nobody texts the contacts at the cut: only who goes on talking to whom tells.")
    var noBroadcast = false

    /// The moment of the cut, or by default that before which six tenths of the events lie.
    func settings(for events: EventColumns) throws -> SplitTest.Settings {
        guard (0...1).contains(follow) else {
            throw ValidationError("--follow is a share, from 0 to 1.")
        }
        guard (0...20).contains(rivals) else { throw ValidationError("--rivals is a number from 0 to 20.") }
        var settings = SplitTest.Settings(cut: try moment(events), seed: seed)
        (settings.follow, settings.rivals, settings.rivalsMove) = (follow, rivals, rivalsMove)
        settings.broadcast = !noBroadcast
        return settings
    }

    private func moment(_ events: EventColumns) throws -> Instant {
        guard let cut else {
            let times = events.times.sorted()
            return Instant(microseconds: times.isEmpty ? 0 : times[times.count * 6 / 10])
        }
        do { return try Instant(parsing: cut) } catch {
            throw ValidationError("--cut “\(cut)” is not read as a time: \(Words.sentence(error)).")
        }
    }
}
