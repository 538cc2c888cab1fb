import CallRecords
import LineMatching
import Synthesis

/// The networks of the study: what is learned from, what is measured, and what was not there.
struct StudyNetworks {
    private(set) var training: [StudyNetwork] = []
    private(set) var tests: [StudyNetwork] = []
    private(set) var missing: [String] = []

    init(folder: String) throws {
        let networks = PublicNetworks(folder: folder)
        for (family, file) in [
            ("vast2008", "calls.csv"), ("email-eu", "messages.txt"), ("collegemsg", "messages.txt"),
        ] {
            guard let events = try networks.events(family, "\(family)/\(file)") else {
                missing.append(family)
                continue
            }
            addSplits(of: events, family)
            if family == "vast2008" { try addVAST(events, networks) }
        }
        for family in ["moved-dpdk", "moved-uboot"] {
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

    private mutating func addSplits(of events: EventColumns, _ family: String) {
        for (place, kind) in Self.kinds.enumerated() {
            for share in [0.4, 0.5] where place < Self.learnedFrom {
                training.append(
                    .split(kind.name, of: family, events, share: share, seed: 1, kind.change))
            }
            tests.append(
                .split(
                    "\(family): \(kind.name)", of: family, events, share: 0.6, seed: 101 + UInt64(place),
                    kind.change, alsoAtTheEnd: place >= 2))
        }
    }

    private mutating func addVAST(_ events: EventColumns, _ networks: PublicNetworks) throws {
        tests.append(
            StudyNetwork(
                name: "vast2008: the five published switches", family: "vast2008",
                network: CallNetwork(events),
                closures: try networks.truth("vast2008", "vast2008/truth.csv"),
                points: [6, 12, 24, 72].map { .seconds($0 * 3_600) }))
    }
}
