import CallRecords
import LineMatching
import Synthesis

/// What the scorer is fitted on and what it is measured on: other seeds, later cuts, and never a family's own fit.
struct Study {
    private(set) var training: [StudyNetwork] = []
    private(set) var tests: [StudyNetwork] = []
    /// Folders that were looked for and not found.
    private(set) var missing: [String] = []
    private var examples: [(family: String, isClocked: Bool, questions: [CombinationFit.Question])] = []

    init(folder: String) throws {
        let networks = PublicNetworks(folder: folder)
        for (family, layout, file) in [
            ("vast2008", "vast2008", "calls.csv"), ("email-eu", "email-eu", "messages.txt"),
            ("collegemsg", "collegemsg", "messages.txt"),
        ] {
            guard let events = try networks.events(layout, "\(family)/\(file)") else {
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
        for network in training { learn(from: network) }
    }

    private static let kinds: [(name: String, change: @Sendable (inout SplitTest.Settings) -> Void)] = [
        ("look-alikes advertise", { _ in }),
        ("look-alikes move and advertise", { $0.rivalsMove = true }),
        (
            "no broadcast, look-alikes move",
            { settings in (settings.broadcast, settings.rivalsMove) = (false, true) }
        ),
    ]

    private mutating func addSplits(of events: EventColumns, _ family: String) {
        for (place, kind) in Self.kinds.enumerated() {
            for share in [0.4, 0.5] {
                training.append(
                    .split(kind.name, of: family, events, share: share, seed: 1, kind.change))
            }
            tests.append(
                .split(
                    "\(family): \(kind.name)", of: family, events, share: 0.6, seed: 101 + UInt64(place),
                    kind.change))
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

    private mutating func learn(from network: StudyNetwork) {
        let scorer = OpenSetScorer()
        var found: [Bool: [CombinationFit.Question]] = [:]
        for moment in Set(network.closures.map(\.closedAt)).sorted() {
            var background = scorer.background(network.network, at: moment)
            for known in network.closures where known.closedAt == moment {
                for point in network.points {
                    let isClocked = if case .seconds = point { true } else { false }
                    found[isClocked, default: []].append(
                        scorer.examples(known, at: point, in: &background))
                }
            }
        }
        for isClocked in [true, false] {
            examples.append((network.family, isClocked, found[isClocked] ?? []))
        }
    }

    /// The settings fitted on everything but one family.
    func fit(without family: String?) -> EvidenceSettings {
        func combination(_ measures: [Measure], isClocked: Bool) -> Combination {
            var fit = CombinationFit(measures)
            for some in examples where some.family != family && some.isClocked == isClocked {
                fit.add(some.questions)
            }
            return fit.combination(ridge: 0.01)
        }
        var settings = EvidenceSettings()
        // With a clock few measures are enough, and more of them blur what sets a line apart from its rivals.
        settings.combination = combination(
            [.contactsFor, .contactsRoot, .absent, .new, .known], isClocked: true)
        // A measure that falls without end where it speaks against would, with a weight below nought, speak for.
        settings.combinationWithoutClock = combination(
            Measure.allCases.filter { !$0.isClocked && $0 != .contactsAgainst },
            isClocked: false)
        return settings
    }

    /// As the source has them.
    func literals(_ settings: EvidenceSettings) -> String {
        [("fitted", settings.combination), ("fittedWithoutClock", settings.combinationWithoutClock)].map {
            name, combination in
            let weights = Measure.allCases.compactMap { measure in
                combination.weights[measure].map { ".\(measure): \(decimal($0, 3))" }
            }
            let line = combination.calibration
            func list(_ values: [Double]) -> String { values.map { decimal($0, 3) }.joined(separator: ", ") }
            return "\(name): weights [\(weights.joined(separator: ", "))], bends [\(list(line.bends))], "
                + "slopes [\(list(line.slopes))], height \(decimal(line.height, 3)), behind \(decimal(line.behind, 3)), base \(decimal(line.nothing.base, 3)), "
                + "strangers \(decimal(line.nothing.strangers, 3)), quiet \(decimal(line.nothing.quiet, 3)), "
                + "nothing behind \(decimal(line.nothing.behind, 3))"
        }.joined(separator: "\n")
    }
}
