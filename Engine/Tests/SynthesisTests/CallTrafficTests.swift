import CallRecords
import Telephony
import Testing

@testable import Synthesis

/// A county small enough to be made in a test's time.
enum SmallWorld {
    static let settings = TrafficSettings.trial

    static func traffic(_ seed: UInt64 = 1) throws -> CallTraffic { try CallTraffic(settings, seed: seed) }

    /// Made once for all tests that only look.
    static let shared = Result { try traffic() }
    static let columns = Result { try shared.get().columns() }
    /// The rows that name each party, in order of time.
    static let rows = Result {
        let columns = try Self.columns.get()
        var rows = Array(repeating: [Int](), count: columns.parties.count)
        for row in 0..<columns.count {
            rows[Int(columns.from[row])].append(row)
            rows[Int(columns.to[row])].append(row)
        }
        return rows
    }

    /// Fowler, Noll and Vo's hash, of every row's every figure.
    static func digest(_ columns: EventColumns) -> UInt64 {
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        func take(_ value: UInt64) {
            for shift in stride(from: 0, to: 64, by: 8) {
                digest = (digest ^ (value >> UInt64(shift) & 0xFF)) &* 0x100_0000_01B3
            }
        }
        for row in 0..<columns.count {
            take(UInt64(bitPattern: columns.times[row]))
            take(UInt64(columns.kinds[row]))
            take(UInt64(columns.from[row]) << 32 | UInt64(columns.to[row]))
            let details = columns.details(ofRow: row)
            take(UInt64(details.duration ?? .max))
            take(UInt64(details.fromHandset ?? .max) << 32 | UInt64(details.toHandset ?? .max))
            take(UInt64(details.fromCell ?? .max) << 32 | UInt64(details.toCell ?? .max))
        }
        for party in columns.parties.values { for byte in party.description.utf8 { take(UInt64(byte)) } }
        for handset in columns.handsets.values { take(handset.body) }
        return digest
    }
}

struct CallTrafficTests {
    @Test("The same seed gives the same records, and another seed others")
    func seeded() throws {
        let first = SmallWorld.digest(try SmallWorld.columns.get())
        #expect(first == SmallWorld.digest(try SmallWorld.traffic().columns()))
        #expect(first != SmallWorld.digest(try SmallWorld.traffic(2).columns()))
    }

    @Test("Records are in order of time, within the days asked for")
    func inOrder() throws {
        let columns = try SmallWorld.columns.get()
        let settings = SmallWorld.settings
        #expect(zip(columns.times, columns.times.dropFirst()).allSatisfy { $0 <= $1 })
        let end = Instant(seconds: settings.startSeconds + Int64(settings.people.days) * 86_400)
        #expect(columns.times.first ?? 0 >= Instant(seconds: settings.startSeconds).microseconds)
        #expect(columns.times.last ?? .max < end.microseconds)
    }

    @Test("Nobody in it has a number that can be dialled")
    func numbersOfNobody() throws {
        for case .number(let number) in try SmallWorld.columns.get().parties.values {
            #expect([.drama, .unassigned].contains(number.use), "\(number)")
        }
        for case .shortCode(let code) in try SmallWorld.columns.get().parties.values {
            Issue.record("\(code.digits) may be somebody's")
        }
    }

    @Test("A closed number makes no call again, and what it is still sent has no handset at its end")
    func silentOnceClosed() throws {
        let columns = try SmallWorld.columns.get()
        var closed: [PartyIndex: Int64] = [:]
        for closure in try SmallWorld.shared.get().truth.closures {
            guard let index = columns.parties.find(closure.old) else { continue }
            closed[index] = closure.at.microseconds
        }
        #expect(!closed.isEmpty)
        for row in 0..<columns.count {
            if let at = closed[columns.from[row]] { #expect(columns.times[row] < at) }
            if let at = closed[columns.to[row]], columns.times[row] >= at {
                #expect(columns.details(ofRow: row).toHandset == nil)
            }
        }
    }
}
