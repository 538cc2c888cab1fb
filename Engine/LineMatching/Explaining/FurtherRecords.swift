import Telephony

/// What is unknown because no record tells it, and whose records would tell most.
public struct FurtherRecords: Hashable, Sendable {
    /// Contacts of the closed number that no record names from the closure on, heaviest first: nothing is known of
    /// them since, which is not that nothing happened.
    public let unknown: [LineContact]
    /// Those of them whose records would help most, best first. A sender's name, a short code or a service is never among them:
    /// nobody's records are asked for by it.
    public let wanted: [LineContact]

    /// A contact's records help by what they may be expected to say: the chance that an event of the successor is with
    /// this contact (its share of the line's attention) times what such an event is worth.
    ///
    /// - Parameter most: how many to name.
    public init(_ contacts: [LineContact], most: Int = 5) {
        unknown = contacts.filter { $0.eventsSince == 0 }
        let helpful = unknown.enumerated().filter {
            $0.element.help > 0 && $0.element.party.isLineCapable
        }
        wanted = helpful.sorted {
            ($1.element.help, $0.offset) < ($0.element.help, $1.offset)
        }.prefix(most).map(\.element)
    }
}

extension LineContact {
    /// The expected log10 of one event of the successor being with this contact.
    public var help: Double { share * max(informs, 0) }
}
