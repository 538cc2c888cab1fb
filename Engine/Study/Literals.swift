import LineMatching

extension EvidenceSettings {
    /// What was fitted, as `Combination+Fitted.swift` has it.
    var literals: String {
        func list(_ values: [Double]) -> String { values.map { decimal($0, 3) }.joined(separator: ", ") }
        return Ranking.View.Kind.allCases.flatMap { view in
            let pair = combinations[view]
            return [("\(view)", pair.clocked), ("\(view)WithoutClock", pair.withoutClock)].map {
                name, combination in
                let weights = Measure.allCases.compactMap { measure in
                    combination.weights[measure].map { ".\(measure): \(decimal($0, 3))" }
                }
                let (line, nothing) = (combination.calibration, combination.calibration.nothing)
                return """
                    /// \(name)
                    Combination(
                        weights: [\(weights.joined(separator: ", "))],
                        calibration: .init(
                            bends: [\(list(line.bends))], slopes: [\(list(line.slopes))], height: \(decimal(line.height, 3)),
                            behind: \(decimal(line.behind, 3)),
                            nothing: .init(
                                base: \(decimal(nothing.base, 3)), strangers: \(decimal(nothing.strangers, 3)),
                                quiet: \(decimal(nothing.quiet, 3)), behind: \(decimal(nothing.behind, 3)))))
                    """
            }
        }.joined(separator: "\n")
    }
}
