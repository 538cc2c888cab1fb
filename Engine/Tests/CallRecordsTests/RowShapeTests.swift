import CallRecords
import Testing

/// Rows that look like the rows before them, and are not quite.
struct RowShapeTests {
    private static let header =
        "time,kind,from,to,duration,from_imei,to_imei,from_imsi,note,from_cell\n"
    /// `#` stands for any digit.
    private static let shapes = [
        "2026-03-01T1#:0#:#0Z,call,+4477009#####,+9997########,#7,49015420#####0,,23410#########,a\r1,C-#0",
        "2026-03-01T10:##:0#Z,CALL,004477009#####,077009#####,,4901542032375##,49015420323751,001010#######,,",
        "2026-03-01T10:00:0#Z,text,077######## ,4477########,#######,,490154203237518,,n0te,2##-1#-#-#",
        "2026-03-0#T10:00:00Z,data,0##########,###########,4#000000,4901542032375180,,,#,",
        "2026-03-01T10:00:00Z,,+##########,+4477009#####,1##,49015420323####,,9017##########,,x",
    ]
    private static let bytes = Array("0123456789+:-TZtz,\"\n\r x/;\u{7F}\u{0}é".utf8)

    @Test(
        "Rows like those before, but for their digits or any byte, are the same events both ways",
        arguments: 0..<120)
    func mutated(seed: Int) async throws {
        var random = Sequence64(seed: UInt64(seed + 1_000))
        var text = Array(Self.header.utf8)
        let shapes = (0..<1 + random.next(6)).map { _ in Self.shapes[random.next(Self.shapes.count)] }
        let wrong = 2 + random.next(40)
        while text.count < 90_000 {
            var row = Array(shapes[random.next(shapes.count)].utf8).map {
                $0 == UInt8(ascii: "#") ? UInt8(48 + random.next(10)) : $0
            }
            if random.next(wrong) == 0 {
                let at = random.next(row.count)
                switch random.next(4) {
                case 0: row.insert(Self.bytes[random.next(Self.bytes.count)], at: at)
                case 1: row.remove(at: at)
                default: row[at] = Self.bytes[random.next(Self.bytes.count)]
                }
            }
            text += row + (random.next(300) == 0 ? [13, 10] : [10])
        }
        try await CallStreamTests().agree(
            text, Layouts.named("ringfence"), blocks: [1 << 20, 64 + random.next(3_000)])
    }
}
