import LineMatching

/// What one part of the evidence added to a candidate's score, as it was kept.
package struct WeighedPart: Sendable, Hashable {
    /// The part's name in the engine that answered; a later version may know parts that this one does not.
    package let name: String
    package let log10: Double

    package init(name: String, log10: Double) { (self.name, self.log10) = (name, log10) }

    package init(_ contribution: Contribution) {
        self.init(name: contribution.part.rawValue, log10: contribution.log10)
    }

    /// Nil where this version knows no such part.
    package var contribution: Contribution? {
        EvidencePart(rawValue: name).map { Contribution(part: $0, log10: log10) }
    }

    /// Each doubles how much better the records fit.
    package var bits: Double { log10 / 0.301_029_995_663_981_2 }
}
