/// What one part of the evidence adds to a candidate's score.
public struct Contribution: Hashable, Sendable, Codable {
    public let part: EvidencePart
    /// Log10 of how much likelier what is held became, once this part was weighed too.
    public let log10: Double

    public init(part: EvidencePart, log10: Double) { (self.part, self.log10) = (part, log10) }

    /// The same in bits: one bit is twice as likely.
    public var bits: Double { log10 / 0.301_029_995_663_981_2 }
}

extension Combination {
    /// What each part adds when the parts are weighed one after the other in the order of ``EvidencePart``: the last is
    /// reached exactly, so they sum to the logarithm of the ratio.
    ///
    /// What a sum is worth bends, so a part's worth depends on what stood before it; the order is fixed, and stated.
    ///
    /// - Returns: natural logarithms, parts that add nothing left out.
    func contributions(
        _ measures: [Measure: Double], other: Double = -.infinity
    ) -> [(part: EvidencePart, worth: Double)] {
        guard measures[.nothing] != 1 else { return [(.sharing, ratio(measures, other: other))] }
        var sum = 0.0
        var worth = calibration(sum)
        var found = [(part: EvidencePart.sharing, worth: worth)]
        for part in EvidencePart.allCases where part != .sharing {
            let mine = Measure.allCases.filter { $0.part == part }
            let added = mine.reduce(0) { $0 + (weights[$1] ?? 0) * (measures[$1] ?? 0) }
            guard added != 0 else { continue }
            sum += added
            found.append((part, calibration(sum) - worth))
            worth = calibration(sum)
        }
        let behind = calibration.behind * calibration.gap(sum, to: other)
        guard behind != 0 else { return found }
        if let place = found.firstIndex(where: { $0.part == .againstWhom }) {
            found[place].worth += behind
        } else {
            let place = found.firstIndex { $0.part != .sharing && $0.part != .who } ?? found.count
            found.insert((.againstWhom, behind), at: place)
        }
        return found
    }
}
