/// A party written as a network's address: `tel:+44-7700-900123` (RFC 3966), `sip:+447700900123@example.net;user=phone`
/// (RFC 3261, 19.1).
struct TelephoneAddress {
    private let whole: String
    /// What stands for the party: a number, as a rule.
    private let user: Substring
    private let isSIP: Bool

    /// Nil for a text of another form.
    ///
    /// - Throws: ``PartyParseError`` for a number local to a place other than `region`.
    init?(_ text: String, in region: NumberingRegion) throws(PartyParseError) {
        // Hardly any party has a colon, and bytes are looked through faster than characters.
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let scheme = text[..<colon].lowercased()
        guard ["tel", "sip", "sips"].contains(scheme) else { return nil }
        whole = text
        isSIP = scheme != "tel"
        var rest = text[text.index(after: colon)...]
        if isSIP {
            guard let at = rest.lastIndex(of: "@") else { return nil }
            // A password may follow the user's name.
            rest = rest[..<at].prefix { $0 != ":" }
        }
        user = rest.prefix { $0 != ";" }
        let context = rest.dropFirst(user.count).split(separator: ";").first {
            $0.lowercased().hasPrefix("phone-context=")
        }
        // Digits that are a number in some other place only are none here (RFC 3966, 5.1.5).
        if !user.hasPrefix("+"), let context, context.dropFirst(14) != "+\(region.callingCode)" {
            throw .unexpected(";", offset: text.utf8.distance(from: text.startIndex, to: user.endIndex))
        }
    }

    /// - Throws: ``PartyParseError``, with offsets in the whole text.
    func party(in region: NumberingRegion) throws(PartyParseError) -> Party {
        let party: Party
        do { party = try Party(parsing: user, in: region) } catch {
            guard case .unexpected(let character, let offset) = error else { throw error }
            let before = whole.utf8.distance(from: whole.startIndex, to: user.startIndex)
            throw .unexpected(character, offset: before + offset)
        }
        switch party {
        case .number, .shortCode, .service, .voicemail, .withheld: return party
        case .sender, .opaque:
            guard isSIP else {
                throw .unexpected(
                    user.first ?? ":",
                    offset: whole.utf8.distance(from: whole.startIndex, to: user.startIndex))
            }
            return .sender(try SenderName(parsing: whole))
        }
    }
}
