import Telephony
import Testing

struct MSISDNTests {
    @Test(
        "A UK number is the same number however it is written",
        arguments: [
            "07700 900123", "+44 (0)7700 900123", "+44(0)7700900123", "00447700900123", "447700900123",
            "7700900123",
            "0044 (0)7700 900123", "07700-900-123", "07700.900.123",
            "(07700) 900123", "+44 7700 900 123", " 07700\u{A0}900123 ", "447700900123F", "+44/7700/900123",
        ])
    func everyWayItIsWritten(text: String) throws {
        #expect(try MSISDN(parsing: text).description == "+447700900123")
    }

    @Test(
        "Foreign and unusual numbers keep their country",
        arguments: [
            ("+33 6 12 34 56 78", "+33612345678"), ("0033612345678", "+33612345678"),
            ("33612345678", "+33612345678"), ("+1 202 555 0143", "+12025550143"), ("0800 1111", "+448001111"),
            ("020 7946 0018", "+442079460018"), ("01632 960001", "+441632960001"),
            ("+999100000017", "+999100000017"),
            ("+353 20 917 1234", "+353209171234"), ("1632960001", "+441632960001"),
        ])
    func otherNumbers(text: String, canonical: String) throws {
        #expect(try MSISDN(parsing: text).description == canonical)
    }

    @Test(
        "Indian records write ten digits, with 91 or 0 in front or neither",
        arguments: ["9812345670", "919812345670", "09812345670", "+91 98123 45670"])
    func indianForms(text: String) throws {
        #expect(try MSISDN(parsing: text, in: .india).description == "+919812345670")
    }

    @Test(
        "What is not a number is refused with the reason and the place",
        arguments: [
            ("", PartyParseError.empty), ("12", .digitCount(found: 2)),
            ("07700 9001", .length(callingCode: 44, found: 8)),
            ("07700 9001234", .length(callingCode: 44, found: 11)),
            ("0770O 900123", .unexpected("O", offset: 4)),
            ("07700+900123", .unexpected("+", offset: 5)), ("07700 900123;", .unexpected(";", offset: 12)),
            ("+0 7700 900123", .callingCode), ("+210 123 4567", .callingCode),
            ("4477009001234567890123", .digitCount(found: 22)), ("٠٧٧٠٠٩٠٠١٢٣", .unexpected("٠", offset: 0)),
            ("()", .digitCount(found: 0)), ("+", .digitCount(found: 0)),
        ])
    func refusals(text: String, refusal: PartyParseError) {
        #expect(throws: refusal) { try MSISDN(parsing: text) }
    }

    @Test("Ofcom's drama numbers are known as such, and the numbers beside them are not")
    func dramaRange() throws {
        #expect(try MSISDN(parsing: "07700 900000").use == .drama)
        #expect(try MSISDN(parsing: "07700 900999").use == .drama)
        #expect(try MSISDN(parsing: "07700 901000").use == .mobile)
        #expect(try MSISDN(parsing: "07700 899999").use == .mobile)
        #expect(try MSISDN(parsing: "020 7946 0999").use == .drama)
        #expect(try MSISDN(parsing: "020 7946 1000").use == .geographic)
        #expect(try MSISDN(parsing: "+999 100000000").use == .unassigned)
        #expect(try MSISDN(parsing: "+33612345678").use == .unknown)
    }

    @Test("Any number's description parses back to it, from any region")
    func descriptionParsesBack() throws {
        var state: UInt64 = 7
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let text = "+" + String(state % 1_000_000_000_000_000)
            guard let number = try? MSISDN(parsing: text) else { continue }
            #expect(try MSISDN(parsing: number.description) == number)
            #expect(try MSISDN(parsing: number.description, in: .india) == number)
            #expect(try MSISDN(parsing: number.spaced) == number)
        }
    }
}
