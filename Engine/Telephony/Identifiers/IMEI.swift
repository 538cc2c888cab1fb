/// The identity of one handset, as printed by dialling `*#06#`.
///
/// Fifteen decimal digits, the last being a Luhn check digit (3GPP TS 23.003, annex B). Operators' records carry
/// fourteen digits, or fifteen with a spare `0` in place of the check digit, or the sixteen of an IMEISV whose
/// last two are the software version; all parse to the same value, so equality means "same handset" (facts 4.24).
public struct IMEI: Hashable, Sendable {
    /// The 14 significant digits, without the check digit: 0 ..< 10^14.
    public let body: UInt64

    /// - Throws: ``IdentifierParseError``. A fifteenth digit of `0` is the spare digit and is not checked.
    public init(parsing text: some StringProtocol) throws(IdentifierParseError) {
        let digits = try identifierDigits(String(text))
        guard (14...16).contains(digits.count) else { throw .digitCount(found: digits.count) }
        let body = digits.prefix(14)
        if digits.count == 15, digits[14] != 0 {
            let expected = luhnCheckDigit(of: body)
            guard digits[14] == expected else {
                throw .checkDigit(found: Int(digits[14]), expected: Int(expected))
            }
        }
        self.body = body.reduce(0) { $0 * 10 + UInt64($1) }
    }

    /// - Precondition: `body` < 10^14.
    public init(body: UInt64) {
        precondition(body < 100_000_000_000_000, "an IMEI's body has fourteen digits")
        self.body = body
    }

    /// The eight digits that name the model: the Type Allocation Code.
    public var typeAllocationCode: UInt32 { UInt32(body / 1_000_000) }
}

extension IMEI: CustomStringConvertible {
    /// Fifteen digits with the true check digit.
    public var description: String {
        let digits = String(body).utf8.map { $0 - UInt8(ascii: "0") }
        let padded = [UInt8](repeating: 0, count: 14 - digits.count) + digits
        return padded.reduce(into: "") { $0 += String($1) } + String(luhnCheckDigit(of: padded))
    }
}

/// The Luhn check digit (ISO/IEC 7812-1, annex B) that completes a digit string.
func luhnCheckDigit(of digits: some BidirectionalCollection<UInt8>) -> UInt8 {
    var sum = 0
    for (place, digit) in digits.reversed().enumerated() {
        let doubled = Int(digit) * (place.isMultiple(of: 2) ? 2 : 1)
        sum += doubled > 9 ? doubled - 9 : doubled
    }
    return UInt8((10 - sum % 10) % 10)
}

/// The digits of an identifier, spaces and hyphens between them left out, one trailing filler `F` allowed.
func identifierDigits(_ text: String) throws(IdentifierParseError) -> [UInt8] {
    var digits: [UInt8] = []
    let count = text.utf8.count
    for (offset, byte) in text.utf8.enumerated() {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte - UInt8(ascii: "0"))
        case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "/"): break
        case UInt8(ascii: "F") where offset == count - 1 && !digits.isEmpty: break
        default: throw .unexpected(character(at: offset, of: text), offset: offset)
        }
    }
    return digits
}
