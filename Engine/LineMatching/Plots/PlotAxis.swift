import Foundation

/// One axis: what it is of, from where to where, and where it is marked.
struct PlotAxis {
    let label: String
    /// In the values drawn: logarithms where the scale is logarithmic.
    let range: ClosedRange<Double>
    let ticks: [(at: Double, text: String)]

    /// A share of 1.
    static func share(_ label: String) -> PlotAxis {
        PlotAxis(
            label: label, range: 0...1,
            ticks: [0, 0.25, 0.5, 0.75, 1].map { ($0, fixed($0, $0 == 0 || $0 == 1 ? 0 : 2)) })
    }

    /// Log10 of a likelihood ratio, as the ratio itself.
    static func ratio(_ label: String, from: Int = -4, to: Int = 4) -> PlotAxis {
        PlotAxis(
            label: label, range: Double(from)...Double(to),
            ticks: stride(from: from, through: to, by: to - from > 4 ? 2 : 1).map {
                (Double($0), power($0))
            })
    }

    /// Log10 of a share, down to 10^-5.
    static func rareShare(_ label: String) -> PlotAxis {
        PlotAxis(label: label, range: -5...0, ticks: (-5...0).map { (Double($0), power($0)) })
    }

    /// Log10 of hours or of numbers of events; the moments themselves are marked.
    static func moments(_ label: String, _ moments: [EvaluationPoint]) -> PlotAxis {
        let ticks = moments.map { (at: $0.place, text: $0.tick) }.sorted { $0.at < $1.at }
        let (low, high) = (ticks.first?.at ?? 0, ticks.last?.at ?? 1)
        let margin = max(0.15, (high - low) * 0.06)
        var kept: [(at: Double, text: String)] = []
        // Moments close together share one label.
        for tick in ticks where tick.at - (kept.last?.at ?? -.infinity) > (high - low) * 0.11 {
            kept.append(tick)
        }
        return PlotAxis(label: label, range: (low - margin)...(high + margin), ticks: kept)
    }

    private static func power(_ exponent: Int) -> String {
        let size = grouped((0..<abs(exponent)).reduce(1) { power, _ in power * 10 })
        return exponent < 0 ? "1/\(size)" : size
    }
}

extension EvaluationPoint {
    /// Such as `6 h`, `7 d`, `1 event`.
    public var words: String {
        switch self {
        case .seconds(let seconds) where seconds < 3_600 || seconds % 3_600 != 0: "\(seconds / 60) min"
        case .seconds(let seconds) where seconds < 86_400 || seconds % 86_400 != 0: "\(seconds / 3_600) h"
        case .seconds(let seconds): "\(seconds / 86_400) d"
        case .events(let count): count == 1 ? "1 event" : "\(count) events"
        }
    }

    /// The same on an axis that says what is counted.
    var tick: String { if case .events(let count) = self { grouped(count) } else { words } }

    var isClocked: Bool { if case .seconds = self { true } else { false } }

    /// Log10 of hours or of events.
    var place: Double {
        switch self {
        case .seconds(let seconds): log10(Double(max(1, seconds)) / 3_600)
        case .events(let count): log10(Double(max(1, count)))
        }
    }
}
