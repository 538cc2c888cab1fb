/// A telephone number of the public network in its international form (ITU-T E.164).
///
/// Equality means the same number, however it was written. At most fifteen digits, the calling code first.
public struct MSISDN: Hashable, Sendable, Comparable {
    /// The digits after the `+`, as an integer: calling codes never begin with 0, so nothing is lost.
    public let digits: UInt64

    /// Reads a number in any form people and providers write: `07700 900123`, `+44 (0)7700 900123`,
    /// `00447700900123`, `447700900123`, `7700900123`, `+33 6 12 34 56 78`.
    ///
    /// Spaces, hyphens, full stops, brackets and slashes may stand between digits; a trailing `F` is the filler of
    /// a provider's digit string. Bare digits are read as a mobile number of `region`, else as the one
    /// international or national number they can be.
    ///
    /// - Throws: ``PartyParseError``; ``PartyParseError/ambiguous`` where bare digits are a valid number of two
    ///   countries and nothing says which.
    public init(parsing text: some StringProtocol, in region: NumberingRegion = .unitedKingdom)
        throws(PartyParseError)
    {
        let written = try WrittenNumber(String(text))
        self = try written.resolve(in: region)
    }

    /// - Parameter national: digits (0...9) after the calling code.
    init(code: NumberingPlan.CallingCode, national: some Collection<UInt8>) throws(PartyParseError) {
        guard code.allows(nationalDigits: national.count) else {
            throw .length(callingCode: code.code, found: national.count)
        }
        let total = String(code.code).utf8.count + national.count
        guard total <= 15 else { throw .digitCount(found: total) }
        var value = UInt64(code.code)
        for digit in national { value = value * 10 + UInt64(digit) }
        digits = value
    }

    /// - Parameter digits: those of another value of this type.
    package init(trusting digits: UInt64) { self.digits = digits }

    /// The calling code this number begins with.
    public var callingCode: NumberingPlan.CallingCode {
        NumberingPlan.callingCode(of: decimalDigits(of: digits)) ?? NumberingPlan.unassigned
    }

    /// What the number's range is used for.
    public var use: NumberingPlan.Use {
        switch callingCode.code {
        case 44:
            let all = decimalDigits(of: digits)
            return NumberingPlan.useInUnitedKingdom(
                nationalNumber: all.dropFirst(2).reduce(0) { $0 * 10 + UInt64($1) })
        case NumberingPlan.unassigned.code: return .unassigned
        default: return .unknown
        }
    }

    public static func < (left: MSISDN, right: MSISDN) -> Bool { left.digits < right.digits }
}

extension MSISDN: CustomStringConvertible {
    /// The E.164 form with its `+`, which parses back to the same value: `+447700900123`.
    public var description: String { "+\(digits)" }

    /// The form people in the United Kingdom read easily: `07700 900123`. Foreign numbers stay in E.164 form.
    public var spaced: String {
        let all = String(digits)
        guard callingCode.code == 44 else { return description }
        let national = all.dropFirst(2)
        guard national.count == 10 else { return "0\(national)" }
        if national.hasPrefix("20") {
            return "0\(national.prefix(2)) \(national.dropFirst(2).prefix(4)) \(national.suffix(4))"
        }
        return "0\(national.prefix(4)) \(national.suffix(6))"
    }
}

/// The decimal digits of a number, most significant first.
func decimalDigits(of value: UInt64) -> [UInt8] {
    String(value).utf8.map { $0 - UInt8(ascii: "0") }
}
