import Telephony

/// The keys of parties by how they are spelt, for spellings that are no plain telephone number.
struct PartySpellings: ~Copyable {
    /// Spellings held before all are forgotten, so that memory has an end whatever a file holds.
    private static let limit = 1 << 20

    private let layout: Layout
    private let names: PartyNames
    private var table = SpellingTable()
    private var keys: [PartyKey] = []

    init(layout: Layout, names: PartyNames) {
        self.layout = layout
        self.names = names
    }

    /// The key of the party spelt in the bytes `start ..< end`, or nil where the text is none.
    mutating func key(_ bytes: RawSpan, _ start: Int, _ end: Int) -> PartyKey? {
        if let place = table.value(of: bytes, start, end) { return keys[Int(place)] }
        guard let text = bytes.text(start, end), let party = try? layout.party(written: text) else {
            return nil
        }
        if keys.count == Self.limit {
            table = SpellingTable()
            keys.removeAll()
        }
        table.remember(bytes, start, end, as: UInt32(keys.count))
        keys.append(names.key(of: party))
        return keys[keys.count - 1]
    }
}
