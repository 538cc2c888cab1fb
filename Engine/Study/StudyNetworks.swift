import CallRecords
import LineMatching
import Synthesis

/// The networks of the study: what is learned from, what is measured, and what was not there.
struct StudyNetworks {
    private(set) var training: [StudyNetwork] = []
    private(set) var tests: [StudyNetwork] = []
    private(set) var missing: [String] = []

    /// Those whose people changed address by themselves.
    static let switched = ["moved-dpdk", "moved-uboot"]

    init(folder: String) throws {
        let networks = PublicNetworks(folder: folder)
        for (family, file) in [
            ("vast2008", "calls.csv"), ("email-eu", "messages.txt"), ("collegemsg", "messages.txt"),
        ] {
            guard let events = try networks.events(family, "\(family)/\(file)") else {
                missing.append(family)
                continue
            }
            let switches = family == "vast2008" ? try networks.truth(family, "\(family)/truth.csv") : []
            addSplits(of: events, family, moved: switches)
            if !switches.isEmpty { addPublished(switches, of: events, family) }
        }
        for family in Self.switched {
            guard let events = try networks.events("moved", "\(family)/events.csv") else {
                missing.append(family)
                continue
            }
            let network = StudyNetwork(
                name: "\(family): switches known", family: family, network: CallNetwork(events),
                closures: try networks.truth("moved", "\(family)/truth.csv"),
                points: [3, 5, 20, 50].map { .events($0) } + [.seconds(365 * 86_400)])
            training.append(network)
            tests.append(network)
        }
        for seed in [1, 2] as [UInt64] {
            training.append(try .invented(seed: seed, family: "invented, fitted on"))
        }
        for seed in [11, 12] as [UInt64] {
            tests.append(try .invented(seed: seed, family: "invented, held out"))
        }
    }

    private static let kinds: [(name: String, change: @Sendable (inout SplitTest.Settings) -> Void)] = [
        ("look-alikes advertise", { _ in }),
        ("look-alikes move and advertise", { $0.rivalsMove = true }),
        (
            "no broadcast, look-alikes move",
            { settings in (settings.broadcast, settings.rivalsMove) = (false, true) }
        ),
        (
            "no broadcast, everybody follows",
            { settings in (settings.broadcast, settings.rivals, settings.follow) = (false, 0, 1) }
        ),
    ]

    /// The last kind is only measured: learned from, it makes every answer bolder, where lines end too.
    private static let learnedFrom = 3

    /// - Parameter moved: who is known to have changed number by themselves.
    private mutating func addSplits(of events: EventColumns, _ family: String, moved: [KnownClosure]) {
        let leftOut = Set(moved.flatMap { [$0.old, $0.new].compactMap { $0 } })
        for (place, kind) in Self.kinds.enumerated() {
            let change: (inout SplitTest.Settings) -> Void = {
                kind.change(&$0)
                $0.leftOut = leftOut
            }
            for share in [0.4, 0.5] where place < Self.learnedFrom {
                training.append(.split(kind.name, of: family, events, share: share, seed: 1, change))
            }
            tests.append(
                .split(
                    "\(family): \(kind.name)", of: family, events, share: 0.6, seed: 101 + UInt64(place),
                    change, alsoAtTheEnd: place >= 2))
        }
    }

    private mutating func addPublished(
        _ switches: [KnownClosure], of events: EventColumns, _ family: String
    ) {
        tests.append(
            StudyNetwork(
                name: "\(family): the five published switches", family: family,
                network: CallNetwork(events), closures: switches,
                points: [6, 12, 24, 72].map { .seconds($0 * 3_600) }))
    }
}
