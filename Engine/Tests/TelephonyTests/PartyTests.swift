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
            ("tel:+44-7700-900123", "number", "+447700900123"),
            ("TEL:07700900123;phone-context=+44", "number", "+447700900123"),
            ("tel:+44(0)7700.900123;ext=7", "number", "+447700900123"),
            ("sip:+447700900123@ims.example.net;user=phone", "number", "+447700900123"),
            ("sips:07700900123;npdi:secret@192.0.2.1:5061", "number", "+447700900123"),
            ("sip:anonymous@anonymous.invalid", "withheld", "withheld"),
            ("tel:999", "service", "999"), ("sip:60777@example.net", "short code", "60777"),
            ("sip:ann@example.net", "sender name", "sip:ann@example.net"),
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
            ("07700900123x", .unexpected("x", offset: 11)), ("call 07700900901", .unexpected("c", offset: 0)),
            ("Mobile number 07700900901", .unexpected("M", offset: 0)),
            ("tel:+4477O0900123", .unexpected("O", offset: 9)), ("tel:", .empty),
            ("tel:Bank", .unexpected("B", offset: 4)),
            ("tel:id:7", .unexpected("i", offset: 4)),
            ("sip:+4477009@example.net", .length(callingCode: 44, found: 5)),
            ("tel:7042;phone-context=example.net", .unexpected(";", offset: 8)),
            ("tel:07700900123;phone-context=+1", .unexpected(";", offset: 15)),
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
