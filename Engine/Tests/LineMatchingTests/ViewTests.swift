import LineMatching
import Testing

struct ViewTests {
    /// A line of ten contacts, each of whom rings two friends, in a town of others.
    private func kind(holding isHeld: (_ from: String, _ to: String) -> Bool) throws -> Ranking.View.Kind? {
        var world = World()
        func touch(_ from: String, _ to: String, at hour: Double) throws {
            if isHeld(from, to) { try world.touch(from, to, at: hour) }
        }
        for contact in 0..<10 {
            try touch("c\(contact)", "line", at: -20 - Double(contact))
            for friend in 0..<2 { try touch("c\(contact)", "f\(contact)-\(friend)", at: -5) }
            try touch("f\(contact)-0", "other\(contact)", at: -4)
            try touch("other\(contact)", "stranger\(contact)", at: -3)
        }
        return try world.rank().view.kind
    }

    @Test("Records with much that has nothing to do with the line are a network's")
    func network() throws {
        #expect(try kind { _, _ in true } == .network)
    }

    @Test("Records in which every event touches the line's contacts are theirs")
    func contacts() throws {
        #expect(try kind { from, _ in from.hasPrefix("c") } == .contacts)
    }

    @Test("Where most contacts are seen with the line only, few people's records are held")
    func few() throws {
        #expect(try kind { from, to in to == "line" || from == "c0" } == .few)
        #expect(try kind { _, to in to == "line" } == .few)
    }
}
