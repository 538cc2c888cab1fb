import CallRecords
import Telephony

/// Every party by its place: people first, then all other telephones in the order they were taken into use.
///
/// Places below `people` are the telephones people had at the beginning. A telephone's number says nothing of what
/// it is: mobile numbers are dealt by a permutation of the places.
struct Directory: Sendable {
    enum Owner: Hashable, Sendable {
        /// A mobile telephone of an ordinary person after a change of number.
        case person(UInt32)
        /// A line's own telephone.
        case line
        case runner
        /// A business that texts its customers from a mobile number, in a town.
        case advertiser(town: UInt32)
        case landline(UInt32)
        case helpline(UInt32)
        case named(Party)
    }

    struct Phone: Sendable {
        let owner: Owner
        /// The handset's serial number, see ``HandsetNumbers``; nil for what is no mobile telephone.
        let handset: UInt64?
        /// Where it is mostly used, and the cells beside. Empty for what has no cell.
        let cells: [UInt32]
        /// The handset its SIM goes into later, and on which day.
        var later: (day: Int, handset: UInt64)?

        init(
            owner: Owner, handset: UInt64?, cells: [UInt32], later: (day: Int, handset: UInt64)? = nil
        ) {
            (self.owner, self.handset, self.cells, self.later) = (owner, handset, cells, later)
        }
    }

    /// 2^27 mobile numbers, all written with nine digits after +999.
    static let mobileNumbers = 1 << 27

    let people: Int
    let salt: UInt64
    let settings: TrafficSettings.Phones
    private(set) var phones: [Phone] = []
    private var handsets: HandsetNumbers

    init(people: Int, settings: TrafficSettings.Phones, seed: UInt64) {
        self.people = people
        self.settings = settings
        salt = Mixing.mix(seed, 0x44_69_72)
        handsets = HandsetNumbers(people: people, row: settings.batchSize, salt: salt)
    }

    /// All parties there are.
    var count: Int { people + phones.count }

    mutating func add(_ phone: Phone) -> UInt32 {
        phones.append(phone)
        return UInt32(people + phones.count - 1)
    }

    /// A handset bought alone.
    mutating func newHandset() -> UInt64 { handsets.sellOne() }

    /// A box of cheap handsets, numbered in a row.
    mutating func newBox() -> Range<UInt64> { handsets.sellBox() }

    func phone(_ place: UInt32) -> Phone? {
        Int(place) < people ? nil : phones[Int(place) - people]
    }

    /// Digits of the number, or nil where the party has none.
    func digits(of place: UInt32) -> UInt64? {
        guard let phone = phone(place) else { return Self.mobile(place, salt) }
        switch phone.owner {
        case .person, .line, .runner, .advertiser: return Self.mobile(place, salt)
        case .landline(let number):
            if number < 1_000 { return 441_632_960_000 + UInt64(number) }
            if number < 2_000 { return 442_079_460_000 + UInt64(number - 1_000) }
            return 999_500_000_000 + UInt64(number)
        case .helpline(let number): return 448_081_570_000 + UInt64(number % 1_000)
        case .named: return nil
        }
    }

    /// +999 1… and 2…: a permutation of 2^27 places (odd multiplications and folds are one to one).
    static func mobile(_ place: UInt32, _ salt: UInt64) -> UInt64 {
        999_100_000_000 + Mixing.permuted(UInt64(place), bits: 27, salt)
    }

    func party(_ place: UInt32) -> Party {
        if case .named(let party)? = phone(place)?.owner { return party }
        guard let digits = digits(of: place), let party = try? Party(parsing: "+\(digits)") else {
            preconditionFailure("an invented number is written in E.164 form")
        }
        return party
    }

    /// The serial number of the handset at a moment. Ordinary people's last two and a half years or so (assumption).
    func handset(of place: UInt32, day: Int) -> UInt64? {
        if Int(place) < people {
            let change = Int(Mixing.mix(salt &+ 1, UInt64(place)) % 900)
            return handsets.ofPerson(place, isSecond: day >= change)
        }
        let phone = phones[Int(place) - people]
        if let later = phone.later, day >= later.day { return later.handset }
        return phone.handset
    }

    /// The body of a handset's identity, with a type code kept for tests (GSMA TS.06).
    static func body(ofHandset serial: UInt64) -> UInt64 { 101_000_000 + serial }

    func cell(of place: UInt32, time: Int, population: Population) -> UInt32? {
        let hour = time / Span.hour
        guard let phone = phone(place) else { return population.cell(of: place, hour: hour) }
        if case .person(let person) = phone.owner { return population.cell(of: person, hour: hour) }
        guard let first = phone.cells.first else { return nil }
        // A line's telephone stays about one address: two hours in three there, else close by (assumption).
        let chance = Mixing.mix(salt &+ 2 &+ UInt64(place), UInt64(time / 1_800))
        guard chance % 3 == 0 else { return first }
        return phone.cells[Int((chance >> 8) % UInt64(phone.cells.count))]
    }

    /// How a provider writes a handset's identity (facts 4.24).
    enum Spelling: Sendable { case fourteen, spare, full }

    func spelling(ofHandset serial: UInt64) -> Spelling {
        let draw = Double(Mixing.mix(salt &+ 3, serial) >> 11) / 9_007_199_254_740_992
        if draw < settings.fourteenDigitShare { return .fourteen }
        return draw < settings.fourteenDigitShare + settings.spareDigitShare ? .spare : .full
    }

    /// Cells of the test network 001-01 (ITU-T E.212), fifty thousand to an area.
    static func areaAndCell(_ place: UInt32) -> (area: UInt32, cell: UInt32) {
        (1_201 + place / 50_000, place % 50_000)
    }

    static func cellID(_ place: UInt32) -> CellID? {
        let (area, cell) = areaAndCell(place)
        return try? CellID(parsing: "001-01-\(area)-\(cell)")
    }
}
