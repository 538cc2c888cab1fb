/// Serial numbers of handsets, dealt so that neither range nor order tells who has which.
///
/// Handsets leave the factory in rows. Every row goes by a permutation to some place among all serial numbers, whoever
/// buys it: a shop, whose customers come from all over, or a line, which buys a whole row at once (assumption).
struct HandsetNumbers: Sendable {
    private let people: UInt64
    /// Handsets of a row.
    private let row: UInt64
    private let salt: UInt64
    /// Shops have 2^`shopBits` handsets: four for each person. Half are people's first and second; somewhat more are sold
    /// alone, and the rest to nobody who is here, so that a row is as patchy as the boxes that lines use up.
    private let shopBits: UInt64
    private let rowBits: UInt64
    private var soldAlone: UInt64 = 0
    private var boxesSold: UInt64 = 0

    /// - Parameter row: 1 to 1,000.
    init(people: Int, row: Int, salt: UInt64) {
        (self.people, self.row, self.salt) = (UInt64(people), UInt64(row), salt)
        shopBits = Self.bits(holding: UInt64(people) * 4)
        // 2^27 rows of 1,000 still lie below 10^12, so that the type code begins with 00.
        rowBits = max(27, Self.bits(holding: 2 * ((1 << shopBits) / UInt64(row) + 1)))
    }

    private static func bits(holding count: UInt64) -> UInt64 {
        UInt64(64 - max(1, count - 1).leadingZeroBitCount)
    }

    func ofPerson(_ person: UInt32, isSecond: Bool) -> UInt64 {
        inShop(UInt64(person) + (isSecond ? people : 0))
    }

    mutating func sellOne() -> UInt64 {
        defer { soldAlone += 1 }
        precondition(people * 2 + soldAlone < 1 << shopBits, "shops sell what they have")
        return inShop(people * 2 + soldAlone)
    }

    /// A row that no shop has.
    mutating func sellBox() -> Range<UInt64> {
        let place = (1 << shopBits) / row + 1 + boxesSold
        precondition(place < 1 << rowBits, "a factory makes so many rows")
        boxesSold += 1
        let first = self.first(ofRow: place)
        return first..<first + row
    }

    /// Customers come to a shop's rows in no order, so that friends' handsets lie nowhere near each other.
    private func inShop(_ place: UInt64) -> UInt64 {
        let (row, seat) = Mixing.permuted(place, bits: shopBits, salt &+ 0x53_68).quotientAndRemainder(
            dividingBy: row)
        return first(ofRow: row) + seat
    }

    private func first(ofRow place: UInt64) -> UInt64 {
        Mixing.permuted(place, bits: rowBits, salt &+ 0x52_6F_77) * row
    }
}
