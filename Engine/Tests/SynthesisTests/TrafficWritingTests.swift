import CallRecords
import Telephony
import Testing

@testable import Synthesis

struct TrafficWritingTests {
    private static let layout = """
        name: ringfence
        title: x
        source: x
        delimiters: [comma]
        header: named
        parties: written
        time: {columns: {time: iso8601}, zone: stated, earliest: 1990-01-01T00:00:00Z, latest: 2100-01-01T00:00:00Z}
        kind: {column: kind, values: {call: call, text: text}}
        from: from
        to: to
        duration: duration
        from_imei: from_imei
        to_imei: to_imei
        from_cell: from_cell
        to_cell: to_cell
        """

    private func written(_ traffic: CallTraffic, threads: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        let written = try await traffic.write(threads: threads) { bytes += $0 }
        #expect(bytes.count { $0 == UInt8(ascii: "\n") } == written.rows + 1)
        return bytes
    }

    private func digest(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    private func tiny(_ change: (inout TrafficSettings) -> Void = { _ in }) throws -> CallTraffic {
        var settings = SmallWorld.settings
        settings.people.count = 1_024
        settings.people.perTown = 1_024
        settings.people.days = 9
        settings.lines.count = 3
        settings.lines.usersShare = 0.3
        change(&settings)
        return try CallTraffic(settings, seed: 42)
    }

    @Test("The bytes are the same on every machine and in every release")
    func golden() async throws {
        // Other bytes are another version.
        #expect(CallTraffic.version == 2)
        let traffic = try tiny()
        let bytes = digest(try await written(traffic, threads: 2))
        #expect(bytes == 0x2E6A_B027_AE45_B47D, "0x\(String(bytes, radix: 16))")
        let truth = digest(Array((traffic.truth.switchesCSV + traffic.truth.numbersCSV).utf8))
        #expect(truth == 0x7937_EA2D_2E53_6C54, "0x\(String(truth, radix: 16))")
    }

    @Test("The bytes do not depend on how many threads write them", arguments: [1, 3])
    func threads(count: Int) async throws {
        let traffic = try tiny()
        #expect(try await written(traffic, threads: count) == written(traffic, threads: 2))
    }

    @Test(
        "What is written is read back as what is held in columns, nothing set aside",
        arguments: [true, false])
    func readBack(states: Bool) async throws {
        let traffic = try tiny { $0.phones.statesHandsetsAndCells = states }
        let bytes = try await written(traffic, threads: 2)
        var reader = RecordReader(layout: try Layout(yaml: Self.layout))
        var read = EventColumns()
        _ = try reader.read(bytes.span.bytes, isFinal: true, into: &read, quarantine: { _ in })
        #expect(reader.reading.quarantined == 0)
        let held = traffic.columns()
        #expect(read.count == held.count)
        #expect((0..<read.count).allSatisfy { read[$0] == held[$0] })
        #expect((held.handsets.count > 0) == states)
    }

    @Test("It writes what the plain writer of the layout writes, but for the spelling of handsets")
    func plain() async throws {
        let traffic = try tiny {
            $0.phones.fourteenDigitShare = 0
            $0.phones.spareDigitShare = 0
        }
        let columns = traffic.columns()
        let plain = RingfenceCSV.bytes((0..<columns.count).map { columns[$0] })
        #expect(try await written(traffic, threads: 2) == plain)
    }

    @Test("Slices grow shorter as there is more going on, and always divide the hour and the day")
    func slices() throws {
        for share in [0.01, 1, 20] {
            let traffic = try tiny { $0.calls.recordedShare = share }
            #expect(3_600 % traffic.sliceSeconds == 0)
        }
        #expect(try tiny().sliceSeconds == 3_600)
        #expect(
            try tiny {
                $0.calls.callsPerDay = 50; $0.calls.recordedShare = 20
            }.sliceSeconds == 3_600)
        let big = try tiny {
            $0.people.count = 131_072
            $0.calls.callsPerDay = 50
            $0.calls.recordedShare = 20
        }
        #expect(big.sliceSeconds == 20)
    }

    @Test("A sink that fails stops the writing with its error")
    func failing() async throws {
        struct Full: Error {}
        let traffic = try tiny()
        await #expect(throws: Full.self) {
            _ = try await traffic.write(threads: 2) { bytes in if bytes.count > 200 { throw Full() } }
        }
    }
}
