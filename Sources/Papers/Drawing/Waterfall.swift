import Casework

/// What each part of the evidence adds to a score, bar by bar from nought to the total. The table beside it holds the
/// same figures.
package struct Waterfall {
    package struct Step: Sendable, Hashable {
        package let label: String
        package let bits: Double

        package init(_ label: String, bits: Double) { (self.label, self.bits) = (label, bits) }
    }

    private let steps: [Step]
    private let total: Double
    private let reported: Double?

    /// - Parameters:
    ///   - total: bits; the steps' sum.
    ///   - reported: bits, where less than the total is reported.
    package init(_ steps: [Step], total: Double, reported: Double? = nil) {
        (self.steps, self.total, self.reported) = (steps, total, reported)
    }

    private static let (left, right, rowHeight, barHeight) = (8.0, Canvas.width - 8, 46.0, 16.0)

    /// What is drawn: a bar from one number of bits to another.
    private struct Bar {
        let label: String
        let value: Double
        let from: Double
        let to: Double
        let isSum: Bool
    }

    private var bars: [Bar] {
        var reached = 0.0
        var bars = steps.map { step in
            defer { reached += step.bits }
            return Bar(
                label: step.label, value: step.bits, from: reached, to: reached + step.bits, isSum: false)
        }
        bars.append(Bar(label: "All parts together", value: total, from: 0, to: total, isSum: true))
        if let reported {
            bars.append(
                Bar(label: "What is reported of it", value: reported, from: 0, to: reported, isSum: true))
        }
        return bars
    }

    /// Empty where no parts are known.
    package var svg: String {
        guard !steps.isEmpty else { return "" }
        let bars = bars
        let ends = bars.flatMap { [$0.from, $0.to] }
        let scale = Scale(ends.min() ?? 0, ends.max() ?? 0)
        let bottom = Double(bars.count) * Self.rowHeight + 8
        var canvas = Canvas()
        canvas.stripes("waterfall-against", .orange)
        for tick in scale.ticks {
            let x = scale.x(tick)
            canvas.line((x, 6), (x, bottom), tick == 0 ? .ink : .rule, dashes: tick == 0 ? "" : "2 3")
            canvas.text(
                Format.decimal(tick, 0).replacing("-", with: "−"), x: x, y: bottom + 14, size: 11, .quiet,
                anchor: .middle)
        }
        for (row, bar) in bars.enumerated() {
            let isLast = row == bars.count - 1
            draw(
                bar, at: Double(row) * Self.rowHeight + 8, isLast: isLast || bars[row + 1].isSum, scale,
                &canvas)
        }
        canvas.text(
            "bits: each doubles how much better the records fit", x: Self.right, y: bottom + 30, size: 11,
            .quiet, anchor: .end
        )
        return canvas.svg(
            "waterfall", height: bottom + 36, title: "What each part of the evidence adds, in bits",
            description: description(bars))
    }

    private func draw(_ bar: Bar, at y: Double, isLast: Bool, _ scale: Scale, _ canvas: inout Canvas) {
        let value = Words.signed(bar.value)
        let words = Canvas.width(of: value, 12) + 12
        let room = Self.right - Self.left - words
        // So that no line runs through what is read.
        canvas.ground(x: Self.left - 2, y: y, width: min(room, Canvas.width(of: bar.label, 12)), height: 17)
        canvas.ground(x: Self.right - words + 10, y: y, width: words - 8, height: 17)
        canvas.text(bar.label, x: Self.left, y: y + 13, isBold: bar.isSum, within: room)
        canvas.text(value, x: Self.right, y: y + 13, isBold: true, anchor: .end)
        let (start, end) = (scale.x(min(bar.from, bar.to)), scale.x(max(bar.from, bar.to)))
        let ink: Canvas.Ink = bar.value < 0 ? .orange : bar.isSum ? .green : .blue
        canvas.bar(
            x: start, y: y + 20, width: max(1.5, end - start), height: Self.barHeight,
            fill: bar.value < 0 ? "url(#waterfall-against)" : ink.rawValue, ink)
        // From where one part leaves off to where the next begins.
        if !isLast {
            let x = scale.x(bar.to)
            canvas.line((x, y + 20 + Self.barHeight), (x, y + Self.rowHeight + 20), .quiet)
        }
    }

    private func description(_ bars: [Bar]) -> String {
        bars.map {
            "\($0.label.drawable): \(Format.decimal($0.value, 1).replacing("-", with: "−")) bits."
        }.joined(separator: " ") + " The table holds the same figures."
    }

    /// Bits to units across, nought always among them.
    private struct Scale {
        let low: Double
        let high: Double
        let step: Double

        init(_ low: Double, _ high: Double) {
            let span = max(1, high - low)
            // Six ticks at most: their figures must not touch.
            step = [1, 2, 5, 10, 20, 50, 100].first { span / $0 <= 6 } ?? 500
            self.low = (low / step).rounded(.down) * step
            self.high = max((high / step).rounded(.up) * step, self.low + step)
        }

        var ticks: [Double] { Array(stride(from: low, through: high + step / 2, by: step)) }

        func x(_ bits: Double) -> Double {
            Waterfall.left + 4 + (bits - low) / (high - low) * (Waterfall.right - Waterfall.left - 8)
        }
    }
}
