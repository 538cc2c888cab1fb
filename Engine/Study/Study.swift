import CallRecords
import LineMatching

/// What the scorer is fitted on and what it is measured on: other seeds, later cuts, and never a family's own fit.
struct Study {
    let tests: [StudyNetwork]
    /// Folders that were looked for and not found.
    let missing: [String]
    private let lessons: [Lesson]

    /// What one network teaches of answers of one kind.
    private struct Lesson {
        let family: String
        let kind: Kind
        let questions: [CombinationFit.Question]
    }

    /// Answers that are combined alike.
    private struct Kind: Hashable {
        let view: Ranking.View.Kind
        let isClocked: Bool
    }

    init(folder: String) async throws {
        let networks = try StudyNetworks(folder: folder)
        (tests, missing) = (networks.tests, networks.missing)
        let views = networks.training.flatMap { network in
            HeldRecords.studied.map { (network: network, held: $0) }
        }
        lessons = await inParallel(views) { Self.lessons(of: $0.network, holding: $0.held) }.flatMap { $0 }
    }

    private static func lessons(of network: StudyNetwork, holding held: HeldRecords) -> [Lesson] {
        let scorer = OpenSetScorer()
        var found: [Kind: [CombinationFit.Question]] = [:]
        for moment in Set(network.closures.map(\.closedAt)).sorted() {
            var background = scorer.background(network.network, at: moment)
            for known in network.closures where known.closedAt == moment {
                if held != .network {
                    background = scorer.background(network.network, holding: held, about: known)
                }
                for point in network.points {
                    guard let until = Evaluation.until(point, known, network.network),
                        let examples = scorer.examples(known, until: until, in: &background)
                    else { continue }
                    let isClocked = if case .seconds = point { true } else { false }
                    found[Kind(view: examples.view, isClocked: isClocked), default: []].append(examples.rows)
                }
            }
        }
        return found.map { Lesson(family: network.family, kind: $0.key, questions: $0.value) }
    }

    /// The settings fitted on everything but one family.
    func fit(without family: String?) -> EvidenceSettings {
        func pair(_ view: Ranking.View.Kind) -> Combinations.Pair {
            func fitted(isClocked: Bool) -> Combination {
                let kind = Kind(view: view, isClocked: isClocked)
                return combination(Self.measures(kind), of: kind, without: family)
            }
            return Combinations.Pair(
                clocked: fitted(isClocked: true), withoutClock: fitted(isClocked: false))
        }
        var settings = EvidenceSettings()
        settings.combinations = Combinations(
            network: pair(.network), contacts: pair(.contacts), few: pair(.few))
        return settings
    }

    /// The combination for what a stream shows of a whole network: nobody's own records, so neither who is overdue nor how
    /// strong the best single rival is.
    func fitOfStreams() -> Combination {
        combination(
            [.contactsFor, .contactsRoot, .new, .known], of: Kind(view: .network, isClocked: true),
            without: nil)
    }

    private static func measures(_ kind: Kind) -> [Measure] {
        switch (kind.view, kind.isClocked) {
        // With a clock few measures are enough, and more of them blur what sets a line apart from its rivals.
        case (.network, true): [.contactsFor, .nearestRoot, .absent, .new, .known, .barelyUsed]
        // A measure that falls without end where it speaks against would, with a weight below nought, speak for.
        case (.network, false): Measure.allCases.filter { !$0.isClocked && $0 != .contactsAgainst }
        // Where only the line's contacts show, rivals cannot be told by what else they do: how much of the line's list is
        // taken up says more than whose it could be besides.
        case (_, let isClocked):
            [.contactsRoot, .shared, .heaviest, .known, .barelyUsed]
                + (isClocked ? [.absent, .new] : [.firstRoot])
        }
    }

    private func combination(_ measures: [Measure], of kind: Kind, without family: String?) -> Combination {
        // By events networks differ most, and the worst served gains more than the others lose. With a clock it gains next to nothing;
        // and what serves the worst of the narrow views, which are of as many kinds as networks, serves all others badly.
        let byEvents = kind.view == .network && !kind.isClocked
        var fit = CombinationFit(measures)
        for lesson in lessons where lesson.family != family && lesson.kind == kind {
            // Switches that nobody arranged are few, and the only ones that show what is not thought of.
            let isNatural = byEvents && StudyNetworks.switched.contains(lesson.family)
            fit.add(lesson.questions, say: isNatural ? 3 : 1)
        }
        return fit.combination(ridge: 0.1, rounds: byEvents ? 8 : 0)
    }
}

extension HeldRecords {
    /// Those that are fitted for and measured.
    static let studied: [HeldRecords] = [
        .network, .contacts(most: nil), .contacts(most: 15), .contacts(most: 5),
    ]

    var words: String {
        switch self {
        case .network: "all"
        case .contacts(nil): "its contacts'"
        case .contacts(let most?): "its \(most) heaviest contacts'"
        }
    }
}

/// In the order of the items, as many at once as there are processors.
func inParallel<Item: Sendable, Made: Sendable>(
    _ items: [Item], _ make: @escaping @Sendable (Item) -> Made
) async -> [Made] {
    await withTaskGroup(of: (Int, Made).self) { group in
        for (place, item) in items.enumerated() { group.addTask { (place, make(item)) } }
        var made: [Int: Made] = [:]
        for await (place, one) in group { made[place] = one }
        return items.indices.compactMap { made[$0] }
    }
}
