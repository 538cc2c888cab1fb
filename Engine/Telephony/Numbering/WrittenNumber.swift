/// A number as somebody wrote it: its digits, and what stood in front of them.
struct WrittenNumber {
    enum Prefix { case plus, none }

    let prefix: Prefix
    let digits: [UInt8]

    /// - Throws: ``PartyParseError`` for a text that is not digits and the marks people put between them.
    init(_ text: String) throws(PartyParseError) {
        var prefix = Prefix.none
        var digits: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        var bracketedZero = false
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits.append(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "+"):
                guard digits.isEmpty, prefix == .none else { throw .unexpected("+", offset: index) }
                prefix = .plus
            case UInt8(ascii: "(")
            where !digits.isEmpty && Array(bytes[index...].prefix(3)) == Array("(0)".utf8):
                // "+44 (0)7700 …": the zero is for callers inside the country and no part of the number.
                bracketedZero = true
                index += 2
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "/"):
                break
            case 0xC2 where index + 1 < bytes.count && bytes[index + 1] == 0xA0:  // a no-break space
                index += 1
            case UInt8(ascii: "F") where index == bytes.count - 1 && !digits.isEmpty,
                UInt8(ascii: "f") where index == bytes.count - 1 && !digits.isEmpty:
                break
            default:
                throw .unexpected(character(at: index, of: text), offset: index)
            }
            index += 1
        }
        guard !digits.isEmpty else { throw text.isEmpty ? .empty : .digitCount(found: 0) }
        guard digits.count <= 20 else { throw .digitCount(found: digits.count) }
        if prefix == .none, digits.starts(with: [0, 0]) {
            prefix = .plus
            digits.removeFirst(2)
        }
        if bracketedZero, prefix == .none, digits.first == 0 {
            throw .unexpected("(", offset: text.utf8.prefix { $0 != UInt8(ascii: "(") }.count)
        }
        self.prefix = prefix
        self.digits = digits
    }

    /// The one number these digits can be, seen from `region`.
    func resolve(in region: NumberingRegion) throws(PartyParseError) -> MSISDN {
        guard digits.count >= 7, digits.count <= 16 else { throw .digitCount(found: digits.count) }
        if prefix == .plus { return try international(digits[...]) }
        guard let home = NumberingPlan.callingCode(of: decimalDigits(of: UInt64(region.callingCode))) else {
            throw .callingCode
        }
        if digits.first == 0 { return try MSISDN(code: home, national: digits.dropFirst()) }
        if digits.count == region.mobileLength, let lead = digits.first, region.mobileLeads.contains(lead) {
            return try MSISDN(code: home, national: digits)
        }
        let abroad = Result { () throws(PartyParseError) in try international(digits[...]) }
        // A geographic number whose leading 0 a spreadsheet has eaten (facts 4.26).
        if digits.count == 10, let lead = digits.first, region.otherLeads.contains(lead) {
            if case .success = abroad { throw .ambiguous }
            return try MSISDN(code: home, national: digits)
        }
        return try abroad.get()
    }

    private func international(_ digits: ArraySlice<UInt8>) throws(PartyParseError) -> MSISDN {
        guard let code = NumberingPlan.callingCode(of: digits) else { throw .callingCode }
        return try MSISDN(code: code, national: digits.dropFirst(String(code.code).utf8.count))
    }
}
