import Synchronization
import Telephony

/// A party in eight bytes, for work that sees more parties than names can be held for.
///
/// A telephone number is its own key: E.164 has at most fifteen digits. Every other party is a place in
/// ``PartyNames``. Equality means the same party.
public struct PartyKey: Hashable, Sendable {
    /// The bit that tells a place in the names from a number.
    private static let named: UInt64 = 1 << 63

    public let bits: UInt64

    public init(bits: UInt64) { self.bits = bits }

    @inline(__always)
    init(number digits: UInt64) { bits = digits }

    fileprivate init(place: Int) { bits = Self.named | UInt64(place) }

    /// The place in the names, or nil for a number.
    var place: Int? { bits & Self.named == 0 ? nil : Int(bits & ~Self.named) }
}

/// The parties that are no telephone numbers, and so have no key of their own: tokens, senders, short codes.
///
/// Any number of threads may ask at once. About 150 bytes a party; a stream of telephone numbers has few.
public final class PartyNames: Sendable {
    private struct Held {
        var parties: [Party] = []
        var places: [Party: Int] = [:]
    }

    private let held: Mutex<Held>

    public init() { held = Mutex(Held()) }

    /// As they were when ``all`` gave them.
    public init(restoring parties: [Party]) {
        held = Mutex(
            Held(
                parties: parties,
                places: Dictionary(
                    parties.enumerated().map { ($0.element, $0.offset) },
                    uniquingKeysWith: { first, _ in first })))
    }

    /// In the order of their places.
    public var all: [Party] { held.withLock { $0.parties } }

    public func key(of party: Party) -> PartyKey {
        if case .number(let number) = party { return PartyKey(number: number.digits) }
        return held.withLock { held in
            if let place = held.places[party] { return PartyKey(place: place) }
            held.parties.append(party)
            held.places[party] = held.parties.count - 1
            return PartyKey(place: held.parties.count - 1)
        }
    }

    /// Whether one party comes before another, as parties are ordered: numbers by their digits, and all others after them.
    ///
    /// - Precondition: the keys came from these names, or are numbers'.
    public func areInOrder(_ one: PartyKey, _ other: PartyKey) -> Bool {
        one.place == nil || other.place == nil ? one.bits < other.bits : party(one) < party(other)
    }

    /// - Precondition: the key came from these names, or is a number's.
    public func party(_ key: PartyKey) -> Party {
        guard let place = key.place else { return .number(MSISDN(trusting: key.bits)) }
        return held.withLock { $0.parties[place] }
    }
}
