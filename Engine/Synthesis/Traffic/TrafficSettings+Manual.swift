extension TrafficSettings {
    /// Every knob, its value in each preset, its bounds and its source, as a Markdown table.
    public static var manualTable: String {
        let heads = ["knob", "what it is"] + presets.map(\.name) + ["bounds", "source"]
        var text = row(heads) + row(heads.map { _ in "---" })
        for knob in knobs {
            let bounds = "\(written(knob.range.lowerBound)) to \(written(knob.range.upperBound))"
            text += row(
                ["`\(knob.name)`", knob.meaning] + presets.map { written(knob($0.settings)) }
                    + [bounds, knob.source])
        }
        return text
    }

    private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }

    /// A figure without needless zeros, thousands apart.
    private static func written(_ value: Double) -> String {
        guard value == value.rounded(), value.magnitude < 1e15 else { return "\(value)" }
        let digits = String(Int(value))
        guard digits.count > 3 else { return digits }
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }
}
