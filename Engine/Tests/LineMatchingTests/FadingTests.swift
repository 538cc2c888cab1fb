import CallRecords
import Testing

@testable import LineMatching

struct FadingTests {
    @Test(
        "An event weighs half at the half-time, and after years still more than nothing",
        arguments: [(0.0, 1.0), (30, 0.5), (60, 1.0 / 3), (365, 30.0 / 395), (3_650, 30.0 / 3_680), (-5, 1)]
            as [(Double, Double)])
    func weights(days: Double, weight: Double) {
        #expect(abs(Fading(halfDays: 30)(days * 86_400_000_000) - weight) < 1e-12)
    }

    @Test(
        "The mean over ages is that of many events spread evenly",
        arguments: [(0.0, 1.0), (0, 400), (10, 11), (100, 900), (7, 7)] as [(Double, Double)])
    func mean(youngest: Double, oldest: Double) {
        let (fading, day) = (Fading(halfDays: 30), 86_400_000_000.0)
        let steps = 20_000
        let sum = (0..<steps).reduce(0.0) { sum, step in
            sum + fading((youngest + (oldest - youngest) * (Double(step) + 0.5) / Double(steps)) * day)
        }
        let mean = fading.mean(from: youngest * day, to: oldest * day)
        #expect(abs(mean - sum / Double(steps)) < 1e-6)
    }

    @Test(
        "Where records are of years, old contacts tell a line's new number from newcomers who ring what everybody rings"
    )
    func years() throws {
        var world = World()
        // A contact a half-year, for four years, each with twenty people of its own who have others besides; and one whom three
        // hundred ring.
        for contact in 0..<8 {
            let hours = -24.0 * 180 * Double(contact) - 48
            try world.touch("line", "c\(contact)", at: hours)
            for other in 0..<20 {
                let person = "p\(contact)-\(other)"
                try world.touch(person, "c\(contact)", at: -24 * 30 - Double(other))
                for friend in 0..<3 { try world.touch(person, "\(person) friend \(friend)", at: -24 * 40) }
            }
        }
        for person in 0..<300 { try world.touch("q\(person)", "c7", at: -24 * 700 - Double(person)) }
        for contact in 2..<8 { try world.touch("new", "c\(contact)", at: Double(contact) / 10) }
        for other in 0..<2 { try world.touch("new", "stranger\(other)", at: 0.9) }
        for person in 0..<30 { try world.touch("newcomer\(person)", "c7", at: 0.5 + Double(person) / 100) }
        let ranking = try world.rank(until: 2)
        let new = try #require(ranking.score(of: try World.party("new")))
        let newcomer = try #require(ranking.score(of: try World.party("newcomer3")))
        #expect(new > newcomer + 1, "\(new) against \(newcomer)")
    }
}
