import CallRecords
import Telephony
import Testing

struct LayoutTests {
    @Test("Every layout that ships is read, and is named as its file")
    func shipped() throws {
        #expect(
            try Layouts.all().map(\.name).sorted() == [
                "airtel-india", "collegemsg", "email-eu", "moved", "ringfence", "vast2008",
            ])
    }

    @Test("The contest's phones are identifiers, not numbers, and the cell is the caller's")
    func vast() throws {
        let file = try ReadFile(
            "From,To,Datetime,Duration(seconds),Cell Tower\n349,23,20060601 0008,1634,1\n",
            Layouts.named("vast2008"))
        let event = try #require(file.events.first)
        #expect(event.from.party.description == "id:349")
        #expect(event.time.description == "2006-06-01T00:08:00Z")
        #expect(event.from.cell == .label("1"))
        #expect(event.to.cell == nil)
        #expect(event.duration == 1_634)
    }

    @Test("Rows without a header are read by their columns' numbers")
    func headerless() throws {
        let college = try ReadFile("1 2 1082040961\n3 4 1082155839\n", Layouts.named("collegemsg"))
        #expect(
            college.events.map(\.time.description) == [
                "2004-04-15T14:56:01Z", "2004-04-15T22:50:39Z".replacing("15T22:50:39", with: "16T22:50:39"),
            ])
        let email = try ReadFile("1 2 0\n3 4 2797\n", Layouts.named("email-eu"))
        #expect(email.events.map(\.time.description) == ["2000-01-01T00:00:00Z", "2000-01-01T00:46:37Z"])
    }

    @Test("An Indian export's banner, quotes, directions and local time are read")
    func airtel() throws {
        let text = """
            BHARTI AIRTEL LIMITED
            PAN India
            Call Details of Mobile No '9812345670' from '01-Jun-2025' to '05-Jun-2025'

            Target No,Call Type,TOC,B Party No,LRN No,LRN TSP-LSA,Date,Time,Dur(s),First CGI Lat/Long,First CGI,\
            Last CGI Lat/Long,Last CGI,SMSC No,Service Type,IMEI,IMSI,Call Fow No,Roam Nw,SW & MSC ID,IN TG,OUT TG,\
            Vowifi First UE IP,Port1,Vowifi Last UE IP,Port2
            '9812345670','IN','PRE','9812345671','-','-','02/06/2025','10:15:30','44','28.1/77.2','404-10-1201-4301',\
            '-','---','-','VOICE','00101000000123','404100123456789','-','-','-','-','-','-','-','-','-'
            '9812345670','SMT','PRE','AD-Airtel-S','-','-','02/06/2025','10:20:00','0','-','-','-','-','-','SMS',\
            '-','-','-','-','-','-','-','-','-','-','-'
            '9812345670','XXX','PRE','9812345671','-','-','02/06/2025','10:15:30','44','-','-','-','-','-','-','-','-',\
            '-','-','-','-','-','-','-','-','-'
            """
        let file = try ReadFile(text, Layouts.named("airtel-india"))
        #expect(file.reading.preambleLines == 4)
        let call = try #require(file.events.first)
        #expect(call.time.description == "2025-06-02T04:45:30Z")
        #expect(call.from.party.description == "+919812345671")
        #expect(call.to.party.description == "+919812345670")
        #expect(call.to.handset?.body == 101_000_000_123)
        #expect(call.to.sim?.description == "404100123456789")
        #expect(call.from.sim == nil)
        #expect(call.to.cell?.description == "404-10-1201-4301")
        #expect(call.from.handset == nil)
        #expect(file.events.last?.from.party.kind == "sender name")
        #expect(file.events.last?.kind == .text)
        #expect(file.quarantined.map(\.reason) == [.direction(text: "XXX")])
    }

    @Test(
        "A layout with a mistake is refused, and the key named",
        arguments: [
            ("title: ", "titel: ", "titel"), ("zone: stated", "zone: BST", "time.zone"),
            ("{time: iso8601}", "{time: dd/MMM/yyyy}", "time.columns.time"),
            ("header: named", "header: maybe", "header"),
            ("delimiters: [comma]", "delimiters: [colon]", "delimiters"),
            ("parties: written", "parties: guessed", "parties"),
            ("kind: {always: call}", "kind: {always: fax}", "kind.always"),
            ("from: from", "form: from", "form"),
            ("kind: {always: call}", "", "kind"), ("name: test", "name: Test File", "name"),
            ("earliest: 1990-01-01T00:00:00Z", "earliest: 1990", "time.earliest"),
            ("zone: stated", "zone: stated\n  extra: 1", "time.extra"),
            ("region: GB", "region: FR", "region"),
        ])
    func mistakes(of right: String, as wrong: String, key: String) throws {
        let good = """
            name: test
            title: A test
            source: this test
            delimiters: [comma]
            header: named
            region: GB
            parties: written
            time:
              columns: {time: iso8601}
              zone: stated
              earliest: 1990-01-01T00:00:00Z
              latest: 2100-01-01T00:00:00Z
            kind: {always: call}
            from: from
            to: to
            """
        _ = try Layout(yaml: good)
        do {
            _ = try Layout(yaml: good.replacing(right, with: wrong))
            Issue.record("not refused")
        } catch {
            #expect(error.key == key, "\(error)")
        }
    }

    @Test(
        "The layout of a file is told by its header and first rows",
        arguments: [
            (
                "time,from,to,kind\n2005-01-01T00:00:00Z,415,1023,S\n2005-01-01T00:21:31Z,2018,1603,A\n",
                "moved"
            ),
            ("time,kind,from,to\n2026-03-01T10:00:00Z,call,07700900001,07700900002\n", "ringfence"),
            ("From,To,Datetime,Duration(seconds),Cell Tower\n349,23,20060601 0008,1634,1\n", "vast2008"),
            ("1 2 1082040961\n3 4 1082155839\n", "collegemsg"), ("1 2 0\n3 4 2797\n", "email-eu"),
        ])
    func chooses(text: String, name: String) throws {
        let bytes = Array(text.utf8)
        #expect(try LayoutChooser.choose(bytes.span.bytes, isWhole: true, among: Layouts.all()).name == name)
    }

    @Test("A file no layout fits is refused with what was tried")
    func nothingFits() throws {
        let bytes = Array("a;b;c\n1;2;3\n".utf8)
        let layouts = try Layouts.all()
        #expect(throws: FileRefusal.noLayoutFits(tried: layouts.map(\.name), seen: "a;b;c\n", nearest: nil)) {
            try LayoutChooser.choose(bytes.span.bytes, isWhole: true, among: layouts)
        }
    }

    @Test("A file with a layout's columns and no good row is refused with that layout and its first bad row")
    func nearlyFits() throws {
        let rows = String(repeating: "2026-02-01T00:43:00,07700900315,07700900222\n", count: 3)
        let bytes = Array("time,from,to\n\(rows)".utf8)
        let refusal = #expect(throws: FileRefusal.self) {
            try LayoutChooser.choose(bytes.span.bytes, isWhole: true, among: Layouts.all())
        }
        guard case .noLayoutFits(_, _, let nearest?) = refusal else {
            Issue.record("no nearest layout: \(String(describing: refusal))")
            return
        }
        #expect((nearest.name, nearest.line, nearest.column) == ("ringfence", 2, "time"))
        #expect(nearest.reason == .time(.noZone, text: "2026-02-01T00:43:00"))
    }

    @Test("London's repeated hour is two moments and its missing hour none, so both are set aside")
    func londonClock() throws {
        let yaml = """
            name: uk
            title: UK wall clock
            source: this test
            delimiters: [comma]
            header: named
            parties: written
            time:
              columns: {when: "dd/MM/yyyy HH:mm:ss"}
              zone: Europe/London
              earliest: 1996-01-01T00:00:00Z
              latest: 2100-01-01T00:00:00Z
            kind: {always: call}
            from: from
            to: to
            """
        let rows = [
            "28/06/2026 12:00:00", "25/10/2026 01:30:00", "29/03/2026 01:30:00", "25/10/2026 02:00:00",
        ]
        let text = "when,from,to\n" + rows.map { "\($0),07700900001,07700900002\n" }.joined()
        let file = try ReadFile(text, Layout(yaml: yaml))
        #expect(file.events.map(\.time.description) == ["2026-06-28T11:00:00Z", "2026-10-25T02:00:00Z"])
        #expect(
            file.quarantined.map(\.reason) == [.time(.twice, text: rows[1]), .time(.never, text: rows[2])])
    }
}
