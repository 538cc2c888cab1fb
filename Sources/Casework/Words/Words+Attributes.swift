import LineMatching

/// Why handset, SIM, place and hours speak, in words.
extension Words {
    /// A part's meaning, and what of the records it rests on where that is kept.
    static func explained(_ part: WeighedPart, by reasons: [AttributeReason]) -> String {
        let mine = reasons.filter { $0.part.rawValue == part.name }.map(sentence)
        return ([meaning(of: part)] + mine).joined(separator: " ")
    }

    package static func sentence(_ reason: AttributeReason) -> String {
        switch reason {
        case .handset(let handset): sentence("Handset \(handset.value)", handset)
        case .otherHandset: "Both were seen in handsets, and none was in both."
        case .sim(let sim): sentence("SIM \(sim.value)", sim)
        case .place(let cells): sentence(cells)
        case .hours(let hours):
            "Busy in \(Format.count(hours.ofCandidate.reduce(0, +), "hour")) since the closure, the closed number in "
                + "\(Format.number(hours.ofClosed.reduce(0, +))) before it."
        }
    }

    private static func sentence<Value>(_ thing: String, _ shared: SharedBelonging<Value>) -> String {
        let others =
            shared.otherNumbers == 0
            ? "no other number" : Format.count(shared.otherNumbers, "other number")
        let use =
            switch shared.use {
            case .takenUp: "was taken up after the closed number had left it"
            case .inCommon: "is used by both side by side"
            case .longLeft: "was taken up, but the closed number had left it weeks before"
            case .before: "was used before the closure only, which is not weighed"
            }
        return
            "\(thing) \(use), first on \(Format.time(shared.firstSeen)); the records name \(others) with it."
    }

    private static func sentence(_ cells: [SharedCell]) -> String {
        let shared = cells.filter { $0.hoursOfClosed > 0 && $0.hoursOfCandidate > 0 }
        guard !shared.isEmpty else { return "No cell of the closed number's." }
        let named = shared.prefix(3).map { cell in
            "\(cell.cell) (\(Format.count(cell.hoursOfCandidate, "hour")), the closed number "
                + "\(Format.number(cell.hoursOfClosed)), \(Format.count(cell.parties, "other")) seen there)"
        }
        let more = shared.count > 3 ? " and \(Format.count(shared.count - 3, "more cell"))" : ""
        return "Cells of the closed number: \(named.joined(separator: "; "))\(more)."
    }
}
