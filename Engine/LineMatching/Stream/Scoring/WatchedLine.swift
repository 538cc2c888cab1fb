import CallRecords
import Foundation

/// What a stream showed of one watched line before its closure.
struct WatchedLine {
    /// How many parties and pairs of parties had been seen when the stream reached the closure.
    struct Ground {
        let parties: Int
        let pairs: Double
    }

    /// The first closure, in microseconds UTC.
    let since: Int64
    /// The line's own closed numbers, which are no candidates of it.
    let numbers: [PartyKey]
    /// Places in the ``WatchList``, ascending.
    let contacts: [UInt32]
    /// Events of the closed numbers with each contact, each fading with its age at its number's closure.
    /// Shape: [contacts].
    private(set) var weights: [Double]
    /// Nil where the stream has not reached the closure, or began after it.
    var ground: Ground?
    /// The best candidates, as each was when it was last weighed.
    var lead = StreamLead()
    private let listedWeight: Double
    /// Kept until the weights change.
    private var known: Profile?

    /// Whose attention the closed line's contacts had.
    struct Profile {
        /// They sum to one. Shape: [contacts].
        let shares: [Double]
        /// Places among the contacts, of the five heaviest.
        let heaviest: [Int]
    }

    init(since: Int64, numbers: [PartyKey], contacts: [UInt32], listedWeight: Double) {
        (self.since, self.numbers, self.contacts) = (since, numbers, contacts)
        self.listedWeight = listedWeight
        weights = Array(repeating: 0, count: contacts.count)
    }

    /// A contact's place among the line's, or nil.
    func place(of contact: UInt32) -> Int? {
        var (low, high) = (0, contacts.count)
        while low < high {
            let middle = (low + high) / 2
            if contacts[middle] < contact { low = middle + 1 } else { high = middle }
        }
        return low < contacts.count && contacts[low] == contact ? low : nil
    }

    /// Counts an event of a contact with one of the line's numbers, before that number closed.
    mutating func note(_ contact: UInt32, before closure: Int64, at time: Int64, _ fading: Fading) {
        guard let place = place(of: contact) else { return }
        weights[place] += fading(Double(closure - time))
        known = nil
    }

    /// A contact's share of the line's attention; nought for one that is none of its.
    mutating func share(of contact: UInt32) -> Double {
        place(of: contact).map { profile().shares[$0] } ?? 0
    }

    mutating func restore(_ words: ArraySlice<UInt64>) {
        for (place, word) in words.enumerated() { weights[place] = Double(bitPattern: word) }
        known = nil
    }

    /// A contact that the stream never saw with the closed number is known from the list alone, and weighs little.
    mutating func profile() -> Profile {
        if let known { return known }
        let logs = weights.map { log1p(2 * ($0 > 0 ? $0 : listedWeight)) }
        let sum = logs.reduce(0, +)
        let order = logs.indices.sorted { logs[$0] != logs[$1] ? logs[$0] > logs[$1] : $0 < $1 }
        let profile = Profile(shares: logs.map { $0 / sum }, heaviest: Array(order.prefix(5)))
        known = profile
        return profile
    }
}
