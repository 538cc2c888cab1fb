import CallRecords
import Foundation
import LineMatching
import Telephony
import Testing

struct HoursEvidenceTests {
    /// Everybody rings at all hours; the line texts from one to four hours after midnight, four weeks long. The closure
    /// is at 20:26:40 UTC.
    private func world() throws -> World {
        var world = try World.ofLine()
        for hour in 0..<240 { try world.touch("person-\(hour % 40)", "taxi", at: -Double(hour) - 0.1) }
        for day in 1...14 {
            for hour in [5.0, 6, 7, 8] { try world.touch("line", "a", at: -24 * Double(day) + hour) }
        }
        for person in 0..<20 { try world.touch("person-\(person)", "taxi", at: 300) }
        return world
    }

    private func worth(_ party: String, _ world: World, until hour: Int64? = nil) throws -> Double? {
        try world.candidate(party, .only(.hours), until: hour)?.log10(of: .hours)
    }

    /// - Parameter hours: of each of twelve days after the closure.
    private func texting(_ party: String, at hours: [Double], _ world: World) throws -> World {
        var world = world
        for day in 0..<12 {
            for hour in hours { try world.touch(party, "d", at: 24 * Double(day) + hour) }
        }
        return world
    }

    @Test("The line's opening hours speak for a number, others against it, and neither for much")
    func sides() throws {
        let world = try world()
        let alike = try #require(
            try worth("keeper", texting("keeper", at: [5.2, 6.2, 7.2, 8.2], world)))
        let unlike = try #require(try worth("clerk", texting("clerk", at: [13.2, 14.2, 15.2], world)))
        #expect(alike > 0.3 && alike <= 0.5)
        #expect(unlike < -0.2 && unlike >= -0.5)
    }

    @Test("Five hundred texts of one hour are one hour")
    func broadcasts() throws {
        var (one, many) = (try world(), try world())
        try one.touch("sender", "d", at: 30)
        for second in 0..<500 { try many.touch("sender", "d", at: 30 + Double(second) / 3_600) }
        let (once, often) = (try worth("sender", one), try worth("sender", many))
        #expect(once != nil)
        #expect(once == often)
    }

    @Test("Within the first hours everybody is busy at the same time of day, which says nothing")
    func firstHour() throws {
        var world = try world()
        try world.touch("prompt", "d", at: 0.2)
        let found = try #require(try worth("prompt", world, until: 1))
        #expect(abs(found) < 0.1)
    }

    @Test("Whoever kept these hours before the closure too is explained by that")
    func ownHabit() throws {
        var world = try texting("keeper", at: [5.2, 6.2, 7.2, 8.2], world())
        for day in 1...14 {
            for hour in [5.3, 6.3, 7.3, 8.3] {
                try world.touch("keeper", "person-2", at: -24 * Double(day) + hour)
            }
        }
        let found = try #require(try worth("keeper", world))
        #expect(abs(found) < 0.1)
    }

    @Test("What was only received says nothing of hours, nor does a line that began nothing")
    func absent() throws {
        var world = try world()
        try world.touch("d", "silent", at: 30)
        #expect(try worth("silent", world) == nil)
        var mute = World()
        for customer in ["a", "b", "c"] { try mute.touch(customer, "line", at: -2) }
        try mute.touch("new", "a", at: 30)
        #expect(try worth("new", mute) == nil)
    }

    @Test("Where no clock may be used hours are left out")
    func withoutClock() throws {
        var settings = EvidenceSettings.only(.hours)
        settings.basis.usesClock = false
        let world = try texting("keeper", at: [5.2, 6.2], world())
        #expect(try world.candidate("keeper", settings)?.log10(of: .hours) == nil)
    }
}
