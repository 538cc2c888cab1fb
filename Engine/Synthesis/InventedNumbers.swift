import Telephony

/// Numbers that belong to nobody.
///
/// Ofcom keeps 07700 900000 to 900999 and 01632 960000 to 960999 out of service for drama (facts 4.27). Where a
/// county needs more than a thousand mobile numbers, the rest stand under +999, a calling code that ITU-T has given
/// to no country or network, so that no exchange can route a call to them.
enum InventedNumbers {
    /// Mobile numbers Ofcom reserves.
    static let mobiles = 1_000

    /// The mobile number of a person, counted from 0.
    static func mobile(_ place: Int) -> Party {
        place < mobiles ? number("+44\(7_700_900_000 + place)") : number("+999\(100_000_000 + place)")
    }

    /// The landline of a business, counted from 0 to 999.
    static func landline(_ place: Int) -> Party { number("+44\(1_632_960_000 + place)") }

    /// A handset whose type code begins with 00, which is kept for tests (GSMA TS.06).
    static func handset(_ place: Int) -> IMEI { IMEI(body: 101_000_000 + UInt64(place)) }

    /// A cell of the test network 001-01 (ITU-T E.212).
    static func cell(_ place: Int) -> CellID? { try? CellID(parsing: "001-01-1201-\(43_000 + place)") }

    private static func number(_ text: String) -> Party {
        guard let party = try? Party(parsing: text) else {
            preconditionFailure("an invented number is written in E.164 form")
        }
        return party
    }
}
