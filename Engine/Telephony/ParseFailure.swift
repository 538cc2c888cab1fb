/// Why a text is not a number or a party, and where.
///
/// Offsets count bytes of the text's UTF-8 form from its first byte.
public enum PartyParseError: Error, Hashable, Sendable {
    case empty
    /// A character that has no place in what the rest of the text is.
    case unexpected(Character, offset: Int)
    /// A spreadsheet has turned the number into scientific notation and thrown digits away (facts 4.26).
    case scientificNotation
    /// Too few or too many digits for any number.
    case digitCount(found: Int)
    /// No calling code begins with these digits.
    case callingCode
    /// The calling code exists but its numbers do not have so many digits.
    case length(callingCode: UInt16, found: Int)
    /// Written without its country, and more than one reading is a valid number.
    case ambiguous
    /// A text too long to be a sender's name (3GPP TS 23.040, 9.1.2.5) or an identifier.
    case tooLong(found: Int, limit: Int)
}

/// Why a text is not an identifier of some kind, and where.
public enum IdentifierParseError: Error, Hashable, Sendable {
    case digitCount(found: Int)
    case unexpected(Character, offset: Int)
    case checkDigit(found: Int, expected: Int)
    /// An IMSI or a cell whose country code or fields cannot exist.
    case field(String)
}

/// The character that begins at a byte of a text, or the replacement character inside one.
func character(at offset: Int, of text: String) -> Character {
    guard let index = text.utf8.index(text.utf8.startIndex, offsetBy: offset, limitedBy: text.utf8.endIndex),
        index < text.utf8.endIndex, let whole = index.samePosition(in: text)
    else { return "\u{FFFD}" }
    return text[whole]
}
