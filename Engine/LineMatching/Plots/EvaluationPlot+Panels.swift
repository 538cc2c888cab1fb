import Foundation

extension PlotSubject {
    /// Nil where no hours were asked for.
    var detectionByHours: PlotPanel? {
        let hours = evaluation.points.filter(\.isClocked)
        return hours.isEmpty ? nil : detection(hours)
    }

    var detectionByEvents: PlotPanel? {
        let events = evaluation.points.filter { !$0.isClocked }
        return events.isEmpty ? nil : detection(events)
    }

    func detection(_ moments: [EvaluationPoint]) -> PlotPanel {
        let summaries = evaluation.summaries.filter { moments.contains($0.point) && $0.asked > 0 }
            .sorted { $0.point.place < $1.point.place }
        var marks: [PlotMark] = []
        var words: [String] = []
        for (name, style, value) in [
            ("first", PlotStyle.first, { (summary: Evaluation.Summary) in Optional(summary.top1) }),
            ("found at 1 %", .second, { $0.detectedAt1 }),
        ] {
            let shares = summaries.compactMap { summary in
                value(summary).flatMap { share in
                    Interval.wilson(share: share, of: summary.asked).map { (summary.point, share, $0) }
                }
            }
            guard !shares.isEmpty else { continue }
            let spans = shares.map { PlotSpan(x: $0.0.place, low: $0.2.low, high: $0.2.high) }
            let points = shares.map { PlotPoint(x: $0.0.place, y: $0.1) }
            marks += [
                shares.count > 1 ? .band(spans, style) : .whiskers(spans, style),
                .line(points, style, name: name), .dots(points, style),
            ]
            words += shares.map { point, share, interval in
                "\(name) after \(point.words): \(fixed(share, 2)), from \(fixed(interval.low, 2)) to \(fixed(interval.high, 2))"
            }
        }
        let asked = summaries.map(\.asked)
        let count =
            asked.min() == asked.max() ? "\(asked.first ?? 0)" : "\(asked.min() ?? 0) to \(asked.max() ?? 0)"
        return PlotPanel(
            title: name,
            subtitle: "\(count) \(count == "1" ? "switch" : "switches") asked; bands are 95 % intervals",
            description: words.joined(separator: "; ") + ".",
            x: .moments(
                moments[0].isClocked ? "time since the closure" : "events of the new number", moments),
            y: .share("share of successors"), marks: marks)
    }

    func tippett(at moment: EvaluationPoint) -> PlotPanel {
        let outcomes = outcomes(at: moment)
        let targets = Exceedance(outcomes.compactMap(\.ratio).map { (ratio: $0, count: 1) })
        let others = Exceedance(outcomes.flatMap(\.others))
        var marks: [PlotMark] = []
        if targets.all + others.all > 0 {
            marks = limits(outcomes).map { .upright(x: $0, name: "cap") }
            marks += [
                .steps(others.points { $0 }, .second, name: ""),
                .steps(targets.points { $0 }, .first, name: ""),
            ]
            marks += [
                others.middle.map { .label($0, "wrong", .second, isBefore: true) },
                targets.middle.map { .label($0, "true", .first, isBefore: false) },
            ].compactMap(\.self)
        }
        return PlotPanel(
            title: name, subtitle: counts(outcomes, at: moment),
            description:
                "At or above a ratio of 1: \(targets.words(0)) of true numbers, \(others.words(0)) of wrong "
                + "ones; of 100: \(targets.words(2)) and \(others.words(2)); of 1,000: \(targets.words(3)) and "
                + "\(others.words(3)).",
            x: .ratio("likelihood ratio"), y: .share("share at or above"), marks: marks)
    }

    func bound(at moment: EvaluationPoint) -> PlotPanel {
        let outcomes = outcomes(at: moment)
        let alike = Exceedance(outcomes.flatMap(\.lookAlikes).map { (ratio: $0, count: 1) })
        let others = Exceedance(outcomes.flatMap(\.others))
        var marks: [PlotMark] = []
        if others.all > 0 {
            marks = [
                .line([PlotPoint(x: 0, y: 0), PlotPoint(x: 4, y: -4)], .guide, name: "1/LR"),
                .steps(others.points(from: 0) { log10($0) }, .first, name: "all wrong"),
                .steps(alike.points(from: 0) { log10($0) }, .second, name: "look-alikes"),
            ]
        }
        return PlotPanel(
            title: name, subtitle: counts(outcomes, at: moment) + ", \(grouped(alike.all)) alike",
            description: "Of a thousand, all wrong numbers and then look-alikes: at or above 10, "
                + "\(others.perThousand(1)) and \(alike.perThousand(1)), the bound being 100; at or above 100, "
                + "\(others.perThousand(2)) and \(alike.perThousand(2)), the bound 10; at or above 1,000, "
                + "\(others.perThousand(3)) and \(alike.perThousand(3)), the bound 1.",
            x: .ratio("likelihood ratio", from: 0), y: .rareShare("share at or above"), marks: marks)
    }

    func reliability(at moment: EvaluationPoint) -> PlotPanel {
        let outcomes = outcomes(at: moment)
        let calibration = Calibration(
            targets: outcomes.compactMap(\.ratio), others: outcomes.flatMap(\.others))
        let bins = calibration.targets > 0 && calibration.others > 0 ? calibration.bins : []
        func points(_ bins: [Calibration.Bin]) -> [PlotPoint] {
            bins.map { PlotPoint(x: $0.stated, y: $0.supported) }
        }
        let marks: [PlotMark] = [
            .line([PlotPoint(x: -4, y: -4), PlotPoint(x: 4, y: 4)], .guide, name: "as stated"),
            .whiskers(bins.map { PlotSpan(x: $0.stated, low: $0.low, high: $0.high) }, .first),
            .dots(points(bins.filter { min($0.targets, $0.others) > 0 }), .first),
        ]
        return PlotPanel(
            title: name, subtitle: counts(outcomes, at: moment),
            description: bins.map {
                "Log10 ratio stated \(fixed($0.stated, 1)), borne out \(fixed($0.supported, 1)), from \(fixed($0.low, 1)) to "
                    + "\(fixed($0.high, 1)): \($0.targets) true, \($0.others) wrong"
            }.joined(separator: "; ") + ".",
            x: .ratio("likelihood ratio stated"), y: .ratio("ratio borne out", to: 6),
            marks: bins.isEmpty
                ? []
                : marks
                    // Where the diagonal is not.
                    + bins.map {
                        .tally(
                            x: ($0.from + $0.below) / 2, "\(grouped($0.targets)) / \(grouped($0.others))",
                            isAtTop: $0.stated < 0)
                    })
    }
}

/// How many are at or above a ratio.
struct Exceedance {
    private let rising: [(ratio: Double, count: Int)]
    let all: Int

    init(_ ratios: [(ratio: Double, count: Int)]) {
        rising = ratios.sorted { $0.ratio < $1.ratio }
        all = ratios.reduce(0) { $0 + $1.count }
    }

    /// Nil of none.
    func share(_ ratio: Double) -> Double? {
        guard all > 0 else { return nil }
        return Double(rising.reduce(0) { $0 + ($1.ratio >= ratio ? $1.count : 0) }) / Double(all)
    }

    /// Where half of them are left behind, or where the line ends above that. Nil of none.
    var middle: PlotPoint? {
        let points = points { $0 }
        return points.first { $0.y <= 0.5 }.map { PlotPoint(x: $0.x, y: 0.5) } ?? points.last
    }

    func words(_ ratio: Double) -> String { share(ratio).map { fixed($0, 3) } ?? "none" }
    func perThousand(_ ratio: Double) -> String { share(ratio).map { fixed(1_000 * $0, 1) } ?? "none" }

    /// Twenty steps to the decade up to 10^4, those that change nothing left out, and nothing where no number is left.
    func points(from: Int = -4, _ scale: (Double) -> Double) -> [PlotPoint] {
        var points: [PlotPoint] = []
        var left = all
        var place = 0
        guard all > 0 else { return [] }
        for step in (20 * from)...80 {
            let ratio = Double(step) / 20
            while place < rising.count, rising[place].ratio < ratio {
                left -= rising[place].count
                place += 1
            }
            guard left > 0 || scale(0).isFinite else {
                // The last value holds up to here.
                if let last = points.last { points.append(PlotPoint(x: ratio, y: last.y)) }
                break
            }
            let point = PlotPoint(x: ratio, y: scale(Double(left) / Double(all)))
            if points.last?.y != point.y || step == 80 { points.append(point) }
        }
        return points
    }
}
