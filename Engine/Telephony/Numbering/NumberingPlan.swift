/// What is known of the world's numbering: which calling codes exist, how long their numbers are, and what the
/// United Kingdom's ranges are used for.
public enum NumberingPlan {
    /// What a number range is for, as far as the ranges held here say.
    public enum Use: String, Sendable, Hashable, CaseIterable {
        case mobile, personal, pager, geographic, ukWide = "uk-wide", freephone, service, premium
        case corporate, internet
        /// Kept out of service by Ofcom for television, film and radio (facts 4.27).
        case drama
        /// A calling code that no country or network has been given: it cannot be dialled.
        case unassigned
        /// A foreign number, or a UK range not in the table.
        case unknown
    }

    /// A calling code of ITU-T E.164 and how many digits may follow it.
    public struct CallingCode: Sendable, Hashable {
        public let code: UInt16
        /// ISO 3166 code of the main country; "001" where the code belongs to no country.
        public let region: String
        /// Bit *n* is set where a national number may have *n* digits.
        let lengths: UInt32

        /// Whether a national (significant) number of `count` digits exists under this code.
        public func allows(nationalDigits count: Int) -> Bool {
            (1...15).contains(count) && lengths & (1 << UInt32(count)) != 0
        }
    }

    /// +999, which ITU-T has given to nobody. Invented numbers stand under it where Ofcom's drama ranges are too
    /// few, because nothing can route a call to it.
    public static let unassigned = CallingCode(code: 999, region: "ZZ", lengths: 0x1F80)

    private static let codes: [UInt16: CallingCode] = {
        var table: [UInt16: CallingCode] = [unassigned.code: unassigned]
        for row in CallingCodes.table {
            table[row.code] = CallingCode(code: row.code, region: "\(row.region)", lengths: row.lengths)
        }
        return table
    }()

    /// The calling code a digit string begins with, if it begins with one. Codes are prefix-free.
    public static func callingCode(of digits: some Collection<UInt8>) -> CallingCode? {
        guard digits.first != 0 else { return nil }
        var code: UInt16 = 0
        for digit in digits.prefix(3) {
            code = code * 10 + UInt16(digit)
            if let found = codes[code] { return found }
        }
        return nil
    }

    /// What the range holding a UK national number is used for.
    ///
    /// - Parameter nationalNumber: the digits after +44, as an integer (`7700900123`).
    public static func useInUnitedKingdom(nationalNumber: UInt64) -> Use {
        for range in UnitedKingdomRanges.table where range.contains(nationalNumber) { return range.use }
        return .unknown
    }
}

/// Where a number without its calling code was dialled from, and so how it is to be read.
public struct NumberingRegion: Sendable, Hashable {
    public let callingCode: UInt16
    /// Lengths of mobile numbers written without the trunk `0`, and the digits they begin with.
    let mobileLength: Int
    let mobileLeads: Set<UInt8>
    /// First digits a geographic or service number written without its trunk `0` may have.
    let otherLeads: Set<UInt8>

    /// Source: Ofcom, National Telephone Numbering Plan (07 mobile; 01, 02, 03 geographic and UK-wide).
    public static let unitedKingdom = NumberingRegion(
        callingCode: 44, mobileLength: 10, mobileLeads: [7], otherLeads: [1, 2, 3])
    /// Source: Department of Telecommunications, National Numbering Plan (mobile numbers begin 6 to 9).
    public static let india = NumberingRegion(
        callingCode: 91, mobileLength: 10, mobileLeads: [6, 7, 8, 9], otherLeads: [])

    /// The regions a layout may name, by ISO 3166 code.
    public static let byCode: [String: NumberingRegion] = ["GB": .unitedKingdom, "IN": .india]
}
