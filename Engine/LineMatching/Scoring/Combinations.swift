/// A combination for each view: what is held decides more than the method.
public struct Combinations: Hashable, Sendable, Codable {
    public var network: Pair
    public var contacts: Pair
    public var few: Pair

    /// One for answers at a time of the asker's choosing, and one for answers that may use nothing that a clock tells.
    public struct Pair: Hashable, Sendable, Codable {
        public var clocked: Combination
        public var withoutClock: Combination

        public init(clocked: Combination, withoutClock: Combination) {
            (self.clocked, self.withoutClock) = (clocked, withoutClock)
        }
    }

    public init(network: Pair, contacts: Pair, few: Pair) {
        (self.network, self.contacts, self.few) = (network, contacts, few)
    }

    /// One for every view.
    public init(all pair: Pair) { self.init(network: pair, contacts: pair, few: pair) }

    public subscript(view: Ranking.View.Kind) -> Pair {
        switch view {
        case .network: network
        case .contacts: contacts
        case .few: few
        }
    }
}
