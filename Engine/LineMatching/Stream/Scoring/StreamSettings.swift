import Foundation

/// What a ``StreamScorer`` weighs by, and the least that it lets out.
public struct StreamSettings: Hashable, Sendable, Codable {
    /// Why settings are refused.
    public enum Refusal: Error, Hashable, Sendable {
        case tooFewContacts(Int, least: Int)
        /// A ratio below two speaks for neither side; above the cap none is ever reported.
        case ratioOutside(Double, ClosedRange<Double>)
    }

    /// Fewer shared contacts than this never leave, whatever is asked: one shared contact is anybody's friend.
    public static let fewestContacts = 2
    /// A party in touch with more watched contacts than this is a bulk sender, and is not weighed: lines' lists have
    /// been seen of more than 2,000 (facts 3.13). An assumption, which bounds what weighing one party costs.
    static let mostTies: UInt32 = 5_000
    /// The settings for a view that is only the contacts' records. What a stream does not keep is not weighed: who is
    /// overdue, in what order a list was written to, handsets, SIMs, cells and hours. Its combination is fitted on whole
    /// networks, with what a stream can measure of them: it sees the other lines' lists too.
    public static let narrow: EvidenceSettings = {
        var settings = EvidenceSettings()
        settings.name = "stream"
        settings.friends.rounds = 0
        (settings.attributes, settings.order.cap) = (.none, 0)
        settings.combinations.network.clocked = .stream
        return settings
    }()

    public let evidence: EvidenceSettings
    /// A number leaves only when it shares at least so many contacts with the line.
    public let leastContacts: Int
    /// Log10 likelihood ratios, ascending. Below the first nothing leaves; reaching each is told once.
    public let levels: [Double]
    /// A contact in touch with so many parties is everybody's: it counts for nothing, and no more is kept of it.
    public let everybodys: Int
    /// The decayed events that a contact is taken to have had with the closed number where only the list names it: those
    /// of one event a half-life before. An assumption.
    let listedWeight = 0.5

    private enum CodingKeys: String, CodingKey { case evidence, leastContacts, levels, everybodys }

    /// - Parameter ratios: likelihood ratios, such as 100 and 1000.
    /// - Throws: ``Refusal``.
    public init(
        leastContacts: Int = 3, ratios: [Double] = [10], everybodys: Int = 10_000,
        evidence: EvidenceSettings = narrow
    ) throws(Refusal) {
        guard leastContacts >= Self.fewestContacts else {
            throw .tooFewContacts(leastContacts, least: Self.fewestContacts)
        }
        let allowed = 2...pow(10, evidence.caps.most)
        let asked = ratios.isEmpty ? [10] : ratios
        for ratio in asked where !allowed.contains(ratio) { throw .ratioOutside(ratio, allowed) }
        (self.leastContacts, self.everybodys, self.evidence) = (leastContacts, everybodys, evidence)
        levels = Set(asked.map { log10($0) }).sorted()
    }

    /// What the state of a scorer was made by: another of these, and it cannot go on.
    var fingerprint: UInt64 {
        var sum = Checksum()
        sum.add(UInt64(everybodys))
        sum.add(evidence.events.halfLifeDays.bitPattern)
        return sum.value
    }
}
