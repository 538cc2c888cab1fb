import LineMatching

extension EvidenceSettings {
    /// What was fitted, as `Combination+Fitted.swift` has it.
    var literals: String {
        Ranking.View.Kind.allCases.flatMap { view in
            let pair = combinations[view]
            return [
                pair.clocked.literal(named: "\(view)"),
                pair.withoutClock.literal(named: "\(view)WithoutClock"),
            ]
        }.joined(separator: "\n")
    }
}

extension Combination {
    func literal(named name: String) -> String {
        func list(_ values: [Double]) -> String { values.map { decimal($0, 3) }.joined(separator: ", ") }
        let weights = Measure.allCases.compactMap { measure in
            self.weights[measure].map { ".\(measure): \(decimal($0, 3))" }
        }
        let nothing = calibration.nothing
        return """
            /// \(name)
            Combination(
                weights: [\(weights.joined(separator: ", "))],
                calibration: .init(
                    bends: [\(list(calibration.bends))], slopes: [\(list(calibration.slopes))], height: \(decimal(calibration.height, 3)),
                    behind: \(decimal(calibration.behind, 3)),
                    nothing: .init(
                        base: \(decimal(nothing.base, 3)), strangers: \(decimal(nothing.strangers, 3)),
                        quiet: \(decimal(nothing.quiet, 3)), new: \(decimal(nothing.new, 3)), known: \(decimal(nothing.known, 3)), barelyUsed: \(decimal(nothing.barelyUsed, 3)), behind: \(decimal(nothing.behind, 3)))))
            """
    }
}
