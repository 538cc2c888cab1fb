/// One end of a communication, as a record names it.
///
/// Only ``number(_:)`` and ``opaque(_:)`` can be a line's number. The others are parties of their own kinds, not
/// broken numbers. `description` is the canonical form; it parses back to the same party.
public enum Party: Hashable, Sendable {
    case number(MSISDN)
    /// Three to six digits, such as a text service's.
    case shortCode(ShortCode)
    /// An alphanumeric sender, such as a bank's name on a text.
    case sender(SenderName)
    /// A number that the network or the handset dials for itself or for help: `999`, `*#21#`.
    case service(ServiceCode)
    case voicemail
    /// The caller's number was kept back.
    case withheld
    /// An identifier in pseudonymised data, written `id:…`. Never a number, whatever it looks like.
    case opaque(OpaqueIdentifier)

    /// Whether this party could be the number of a line, and so is weighed as a successor.
    public var isLineCapable: Bool {
        switch self {
        case .number, .opaque: true
        case .shortCode, .sender, .service, .voicemail, .withheld: false
        }
    }
}

/// A short code: three to six digits, not beginning with 0.
public struct ShortCode: Hashable, Sendable {
    public let digits: UInt32
    init(digits: UInt32) { self.digits = digits }
}

/// An alphanumeric sender's name, as written, without spaces around it.
public struct SenderName: Hashable, Sendable {
    /// Longest name kept, in bytes. The network carries eleven characters (3GPP TS 23.040, 9.1.2.5); exports pad
    /// them with route prefixes.
    static let limit = 32
    public let name: String
    init(name: String) { self.name = name }
}

/// A code for the network itself, an emergency or a public service, as dialled.
public struct ServiceCode: Hashable, Sendable {
    static let limit = 32
    public let code: String
    init(code: String) { self.code = code }

    /// Codes that are services rather than short codes, and what answers.
    ///
    /// Source: Ofcom, National Telephone Numbering Plan, Type A and Type C access codes.
    public static let known: [String: String] = [
        "999": "emergency", "112": "emergency", "101": "police", "111": "health advice", "105": "power cut",
        "119": "NHS", "100": "operator", "155": "international operator",
        "123": "speaking clock or voicemail",
        "1471": "last caller", "18000": "emergency relay",
    ]
    /// Short numbers UK mobile networks answer as voicemail (Vodafone 121, Three 123 or 333, O2 901, EE 222).
    public static let voicemail: Set<String> = ["121", "901", "222", "333", "443"]
}

/// A token that stands for a party in pseudonymised data.
public struct OpaqueIdentifier: Hashable, Sendable {
    public static let prefix = "id:"
    static let limit = 64
    /// The token without its `id:`.
    public let token: String

    /// - Throws: ``PartyParseError`` where the token is empty, too long, or holds spaces at its ends or a control
    ///   character.
    public init(token: some StringProtocol) throws(PartyParseError) {
        guard !token.isEmpty else { throw .empty }
        guard token.utf8.count <= Self.limit else {
            throw .tooLong(found: token.utf8.count, limit: Self.limit)
        }
        try refuseControlCharacters(in: String(token))
        // What would not read back the same: spaces at the ends, or a mark that would join the colon before it.
        let text = String(token)
        guard trimmingSpaces(text) == text else { throw .unexpected(" ", offset: 0) }
        guard (Self.prefix + text).count == Self.prefix.count + text.count, let first = text.first else {
            throw .unexpected(text.first ?? " ", offset: 0)
        }
        guard first.unicodeScalars.first?.properties.canonicalCombiningClass == .notReordered else {
            throw .unexpected(first, offset: 0)
        }
        self.token = text
    }
}

/// - Throws: ``PartyParseError/unexpected(_:offset:)`` at the first control or replacement character.
func refuseControlCharacters(in text: String) throws(PartyParseError) {
    var offset = 0
    for scalar in text.unicodeScalars {
        if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0xFFFD {
            throw .unexpected(Character(scalar), offset: offset)
        }
        offset += UTF8.width(scalar)
    }
}

extension Party: CustomStringConvertible {
    public var description: String {
        switch self {
        case .number(let number): number.description
        case .shortCode(let code): String(code.digits)
        case .sender(let sender): sender.name
        case .service(let service): service.code
        case .voicemail: "voicemail"
        case .withheld: "withheld"
        case .opaque(let identifier): OpaqueIdentifier.prefix + identifier.token
        }
    }

    /// The kind's name, in the words of the manual.
    public var kind: String {
        switch self {
        case .number: "number"
        case .shortCode: "short code"
        case .sender: "sender name"
        case .service: "service"
        case .voicemail: "voicemail"
        case .withheld: "withheld"
        case .opaque: "identifier"
        }
    }
}

extension Party: Comparable {
    /// Numbers by value, then the rest by text, so that lists read the same every time.
    public static func < (left: Party, right: Party) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)): left < right
        case (.number, _): true
        case (_, .number): false
        default: left.description < right.description
        }
    }
}
