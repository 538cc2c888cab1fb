import Telephony
import Testing

struct IMEITests {
    @Test(
        "One handset in each form operators print it",
        arguments: [
            "49015420323751", "490154203237518", "490154203237510", "4901542032375101", "49-015420-323751-8",
        ])
    func oneHandset(text: String) throws {
        let imei = try IMEI(parsing: text)
        #expect(imei.body == 49_015_420_323_751)
        #expect(imei.description == "490154203237518")
        #expect(imei.typeAllocationCode == 49_015_420)
        #expect(try IMEI(parsing: imei.description) == imei)
    }

    @Test(
        "What is no IMEI is refused with the reason",
        arguments: [
            (text: "", refusal: IdentifierParseError.digitCount(found: 0)),
            (text: "490154203237517", refusal: .checkDigit(found: 7, expected: 8)),
            (text: "49O154203237518", refusal: .unexpected("O", offset: 2)),
            (text: "4.90154E+14", refusal: .unexpected(".", offset: 1)),
            (text: "49015420323751812", refusal: .digitCount(found: 17)),
        ])
    func refusals(text: String, refusal: IdentifierParseError) {
        #expect(throws: refusal) { try IMEI(parsing: text) }
    }

    @Test("Leading zeros are part of an IMEI")
    func leadingZeros() throws {
        #expect(try IMEI(parsing: "00101000000123").description.count == 15)
        #expect(try IMEI(parsing: "00101000000123").description.hasPrefix("00101000000123"))
    }
}

struct OtherIdentifierTests {
    @Test("An IMSI knows its country")
    func imsi() throws {
        let imsi = try IMSI(parsing: "234100123456789")
        #expect(imsi.mobileCountryCode == 234)
        #expect(try IMSI(parsing: "001010123456789").description == "001010123456789")
        #expect(throws: IdentifierParseError.field("mobile country code")) {
            try IMSI(parsing: "000010123456789")
        }
        #expect(throws: IdentifierParseError.digitCount(found: 5)) { try IMSI(parsing: "23410") }
    }

    @Test("A SIM's serial number keeps all its digits, and its filler is none of them")
    func iccid() throws {
        let iccid = try ICCID(parsing: "8944100000000000003F")
        #expect(iccid.digits == "8944100000000000003")
        #expect(try ICCID(parsing: iccid.description) == iccid)
        // 0 is the Luhn digit of 894410000000000000.
        #expect(try ICCID(parsing: "8944100000000000000").endsInCheckDigit)
        #expect(!iccid.endsInCheckDigit)
        #expect(throws: IdentifierParseError.field("industry identifier 89")) {
            try ICCID(parsing: "1234567890123456789")
        }
    }

    @Test(
        "Cells are read in their global forms, anything else is a label",
        arguments: [
            ("234-10-1201-43011", "234-10-1201-43011"), ("234-010-1201-43011", "234-010-1201-43011"),
            ("234-10-27447297", "234-10-27447297"), ("404-90-70000-1", "404-90-70000-1"), ("12", "12"),
            ("High St mast 3", "High St mast 3"),
        ])
    func cells(text: String, description: String) throws {
        let cell = try CellID(parsing: text)
        #expect(cell.description == description)
        #expect(try CellID(parsing: cell.description) == cell)
    }

    @Test("Networks 10 and 010 are different")
    func networkDigits() throws {
        #expect(try CellID(parsing: "234-10-1-1") != CellID(parsing: "234-010-1-1"))
    }

    @Test(
        "Each of the eleven kinds of regulation 2 parses back from its description",
        arguments: [
            "imei:490154203237518", "meid:a0000000002329", "esn:80a1b2c3", "msisdn:+447700900123",
            "iccid:8944100000000000003", "imsi:234100123456789", "min:2025550143", "mac:00:00:5e:00:53:01",
            "udid:2b6f0cc904d137be2e1730235f5664094b831186", "android-id:9774d56d682e549c",
            "other:router serial=TP-0042",
        ])
    func elevenKinds(text: String) throws {
        #expect(try Identifier(parsing: text).description == text)
    }

    @Test("The list has eleven kinds, each tested above")
    func elevenOfThem() { #expect(Identifier.Kind.allCases.count == 11) }

    @Test(
        "A wrong identifier says what is wrong",
        arguments: [
            ("fax:12", IdentifierTextError.unknownKind("fax")), ("imei:12", .value(.digitCount(found: 2))),
            ("msisdn:12", .number(.digitCount(found: 2))), ("mac:00:00", .value(.digitCount(found: 4))),
            ("esn:80a1b2cg", .value(.unexpected("g", offset: 7))),
            ("other:=x", .value(.field("label=value"))),
        ])
    func refusals(text: String, refusal: IdentifierTextError) {
        #expect(throws: refusal) { try Identifier(parsing: text) }
    }
}
