import Telephony
import Testing

struct PartyTests {
    @Test(
        "Every kind of party is kept as its own kind",
        arguments: [
            ("07700 900123", "number", "+447700900123"), ("60777", "short code", "60777"),
            ("ParcelPost", "sender name", "ParcelPost"), ("AD-Airtel-S", "sender name", "AD-Airtel-S"),
            ("O2", "sender name", "O2"), ("withheld", "withheld", "withheld"),
            ("ANONYMOUS", "withheld", "withheld"),
            ("Number Withheld", "withheld", "withheld"), ("voicemail", "voicemail", "voicemail"),
            ("901", "voicemail", "voicemail"), ("999", "service", "999"), ("*#21#", "service", "*#21#"),
            ("id:415", "identifier", "id:415"), ("ID:07700900123", "identifier", "id:07700900123"),
        ])
    func kinds(text: String, kind: String, canonical: String) throws {
        let party = try Party(parsing: text)
        #expect(party.kind == kind)
        #expect(party.description == canonical)
        #expect(try Party(parsing: party.description) == party)
    }

    @Test(
        "A broken number is refused, never taken for a name",
        arguments: [
            ("0770O 900123", PartyParseError.unexpected("O", offset: 4)),
            ("4.47701E+11", .scientificNotation),
            ("4,47701E+11", .scientificNotation), ("   ", .empty), ("id:", .empty), ("ID: ", .empty),
            ("07700900123x", .unexpected("x", offset: 11)),
            ("1234567", .length(callingCode: 1, found: 6)), ("012", .digitCount(found: 3)),
            ("-", .digitCount(found: 0)), ("Name\u{7}", .unexpected("\u{7}", offset: 4)),
            ("a name far too long for any network to carry", .tooLong(found: 44, limit: 32)),
        ])
    func refusals(text: String, refusal: PartyParseError) {
        #expect(throws: refusal) { try Party(parsing: text) }
    }

    @Test("An opaque identifier is never the number it looks like")
    func opaqueIsNoNumber() throws {
        let number = try Party(parsing: "07700900123")
        let opaque = try Party(parsing: "id:07700900123")
        #expect(number != opaque)
        #expect(opaque.description == "id:07700900123")
    }

    @Test(
        "A token that would not read back the same is refused",
        arguments: [
            "", " ", "\u{A0}", "x\u{A0}", "\tx", "\u{301}12", "a\u{0}b", String(repeating: "x", count: 65),
        ])
    func tokens(text: String) {
        #expect(throws: PartyParseError.self) { try OpaqueIdentifier(token: text) }
    }

    @Test("Any token that is taken reads back as itself")
    func tokensReadBack() throws {
        for scalar in (0x20...0x2FFF).compactMap(Unicode.Scalar.init) {
            for text in [String(scalar), "a\(scalar)", "\(scalar)a"] {
                guard let token = try? OpaqueIdentifier(token: text) else { continue }
                #expect(try Party(parsing: Party.opaque(token).description) == .opaque(token))
            }
        }
    }

    @Test("Only numbers and opaque identifiers can be a line's number")
    func lineCapable() throws {
        #expect(try Party(parsing: "07700900123").isLineCapable)
        #expect(try Party(parsing: "id:x").isLineCapable)
        for text in ["60777", "ParcelPost", "withheld", "voicemail", "999"] {
            #expect(try !Party(parsing: text).isLineCapable)
        }
    }

    @Test("Whatever text is thrown at it, a party parses back or is refused")
    func fuzz() throws {
        let alphabet = Array("0123456789+()-. EFabcid:*#é\u{0}\u{A0}/")
        var state: UInt64 = 2_026
        for _ in 0..<30_000 {
            var text = ""
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            for place in 0..<Int(state >> 60) {
                text.append(alphabet[Int((state >> UInt64(place * 3)) % UInt64(alphabet.count))])
            }
            guard let party = try? Party(parsing: text) else { continue }
            #expect(try Party(parsing: party.description) == party, "\(text.debugDescription)")
        }
    }
}
