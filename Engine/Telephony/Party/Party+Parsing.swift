extension Party {
    /// Words that providers print for a caller whose number was kept back.
    static let withheldWords: Set<String> = [
        "withheld", "number withheld", "caller withheld", "private", "private number", "anonymous",
        "restricted",
        "unavailable", "no caller id",
    ]
    static let voicemailWords: Set<String> = ["voicemail", "voice mail", "voicemail deposit"]

    /// Reads a party in any written form: a number, a short code, a sender's name, `withheld`, `voicemail`, a
    /// service code, `id:` and a token, or the `tel:` or `sip:` address of any of them but a token.
    ///
    /// Digits with a few letters among them, or with words beside them, are refused as a mistyped number rather than taken for a name.
    ///
    /// - Throws: ``PartyParseError``, with the offset of the first character that does not fit.
    public init(parsing text: some StringProtocol, in region: NumberingRegion = .unitedKingdom)
        throws(PartyParseError)
    {
        let trimmed = trimmingSpaces(String(text))
        guard !trimmed.isEmpty else { throw .empty }
        if trimmed.prefix(3).lowercased() == OpaqueIdentifier.prefix {
            self = .opaque(try OpaqueIdentifier(token: trimmed.dropFirst(3)))
            return
        }
        if let address = try TelephoneAddress(trimmed, in: region) {
            self = try address.party(in: region)
            return
        }
        let lowered = trimmed.lowercased()
        if Self.withheldWords.contains(lowered) {
            self = .withheld
            return
        }
        if Self.voicemailWords.contains(lowered) {
            self = .voicemail
            return
        }
        let shape = Shape(of: trimmed)
        if shape.isScientific { throw .scientificNotation }
        if shape.letters > 0, !shape.hasNumber {
            self = .sender(try SenderName(parsing: trimmed))
        } else if shape.stars > 0 {
            self = .service(try ServiceCode(dialled: trimmed))
        } else if shape.digits == trimmed.utf8.count, (3...6).contains(shape.digits), trimmed.first != "0" {
            self = Party(shortDigits: trimmed)
        } else {
            self = .number(try MSISDN(parsing: trimmed, in: region))
        }
    }

    private init(shortDigits text: String) {
        if ServiceCode.voicemail.contains(text) {
            self = .voicemail
        } else if ServiceCode.known[text] != nil {
            self = .service(ServiceCode(code: text))
        } else {
            self = .shortCode(
                ShortCode(digits: text.utf8.reduce(0) { $0 * 10 + UInt32($1 - UInt8(ascii: "0")) }))
        }
    }

    /// What a text is made of, counted once.
    private struct Shape {
        var digits = 0
        var letters = 0
        var stars = 0
        let isScientific: Bool
        var isInWords = false
        /// As many digits as the shortest telephone number, so that a letter or two among them are a slip, `077O0 900123`,
        /// and words beside them, `call 07700 900123`, no name.
        var hasNumber: Bool { digits >= 7 && (isInWords || letters <= 2 && letters < digits) }

        init(of text: String) {
            isInWords = text.contains(" ")
            for scalar in text.unicodeScalars {
                switch scalar {
                case "0"..."9": digits += 1
                case "*", "#": stars += 1
                case _ where scalar.properties.isAlphabetic: letters += 1
                default: break
                }
            }
            isScientific = Self.looksScientific(text)
        }

        /// `4.47701E+11`: digits, perhaps a point, one E, a sign, digits.
        private static func looksScientific(_ text: String) -> Bool {
            let parts = text.split(omittingEmptySubsequences: false) { $0 == "E" || $0 == "e" }
            guard parts.count == 2, let mantissa = parts.first, let exponent = parts.last,
                let sign = exponent.first, sign == "+" || sign == "-", exponent.count > 1,
                !mantissa.isEmpty
            else { return false }
            return exponent.dropFirst().allSatisfy(\.isNumber)
                && mantissa.allSatisfy { $0.isNumber || $0 == "." || $0 == "," }
        }
    }
}

extension SenderName {
    init(parsing text: String) throws(PartyParseError) {
        guard text.utf8.count <= Self.limit else { throw .tooLong(found: text.utf8.count, limit: Self.limit) }
        try refuseControlCharacters(in: text)
        name = text
    }
}

extension ServiceCode {
    init(dialled text: String) throws(PartyParseError) {
        guard text.utf8.count <= Self.limit else { throw .tooLong(found: text.utf8.count, limit: Self.limit) }
        for (offset, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "*"), UInt8(ascii: "#"),
                UInt8(ascii: "+"):
                break
            default: throw .unexpected(character(at: offset, of: text), offset: offset)
            }
        }
        code = text
    }
}

/// The text without spaces, tabs and no-break spaces around it.
func trimmingSpaces(_ text: String) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }
    var rest = Substring(text).drop(while: isSpace)
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    return String(rest)
}
