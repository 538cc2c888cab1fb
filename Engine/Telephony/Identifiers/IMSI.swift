/// The identity of one subscription, held on its SIM (3GPP TS 23.003, 2.2): at most fifteen digits, the first
/// three the mobile country code.
public struct IMSI: Hashable, Sendable {
    public let value: UInt64
    /// Fourteen or fifteen.
    public let count: UInt8

    /// - Throws: ``IdentifierParseError``; ``IdentifierParseError/field(_:)`` for a country code outside 001...799,
    ///   but for 901, of networks of no country.
    public init(parsing text: some StringProtocol) throws(IdentifierParseError) {
        let digits = try identifierDigits(String(text))
        guard (14...15).contains(digits.count) else { throw .digitCount(found: digits.count) }
        value = digits.reduce(0) { $0 * 10 + UInt64($1) }
        count = UInt8(digits.count)
        guard (1...799).contains(mobileCountryCode) || mobileCountryCode == 901 else {
            throw .field("mobile country code")
        }
    }

    /// The first three digits (ITU-T E.212): 234 and 235 are the United Kingdom.
    public var mobileCountryCode: Int {
        var rest = value
        for _ in 0..<(count - 3) { rest /= 10 }
        return Int(rest)
    }
}

extension IMSI: CustomStringConvertible {
    public var description: String { paddedDigits(value, to: Int(count)) }
}

/// The serial number of one SIM card (ITU-T E.118): eighteen to twenty digits beginning with 89.
///
/// A twentieth position may be the filler `F`, which is no part of the number.
public struct ICCID: Hashable, Sendable {
    public let digits: String

    public init(parsing text: some StringProtocol) throws(IdentifierParseError) {
        let found = try identifierDigits(String(text))
        guard (18...20).contains(found.count) else { throw .digitCount(found: found.count) }
        guard found.starts(with: [8, 9]) else { throw .field("industry identifier 89") }
        digits = found.reduce(into: "") { $0 += String($1) }
    }

    /// Whether the last digit is the Luhn digit of the others. Not every issuer sets one.
    public var endsInCheckDigit: Bool {
        let all = digits.utf8.map { $0 - UInt8(ascii: "0") }
        return all.last == luhnCheckDigit(of: all.dropLast())
    }
}

extension ICCID: CustomStringConvertible {
    public var description: String { digits }
}

/// A number's digits with zeros in front to make up `count`.
func paddedDigits(_ value: UInt64, to count: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, count - digits.count)) + digits
}
