import LineMatching
import Telephony
import Testing

extension World {
    /// A line whose three friends take new numbers in the week of its closure, each known by a circle of four; "new" is
    /// in touch with the new numbers alone.
    static func friendsWhoMoved() throws -> World {
        var world = World()
        for (friend, circle) in [("anna", "s"), ("ben", "t"), ("cleo", "u")] {
            for day in 1...12 {
                for place in 0..<4 {
                    try world.touch(friend, "\(circle)\(place)", at: -Double(day) * 24 - Double(place))
                }
                try world.touch("line", friend, at: -Double(day) * 24 - 8)
            }
        }
        for person in 0..<60 { try world.touch("p\(person)", "q\(person)", at: -20) }
        for (friend, circle) in [("anna2", "s"), ("ben2", "t"), ("cleo2", "u")] {
            for day in 0..<6 {
                for place in 0..<4 {
                    try world.touch(friend, "\(circle)\(place)", at: Double(day) * 24 + 2 + Double(place))
                }
                try world.touch("new", friend, at: Double(day) * 24 + 9)
            }
        }
        return world
    }
}

struct MovedFriendsTests {
    @Test("A friend who changed number too is followed, and gives away a line that shares no contact")
    func movedFriends() throws {
        let world = try World.friendsWhoMoved()
        let ranking = try world.rank()
        #expect(ranking.candidates.first?.party == (try World.party("new")))
        #expect(
            ranking.candidates.first?.sharedContacts.map(\.party.description).sorted() == [
                "id:anna", "id:ben", "id:cleo",
            ])
        var alone = EvidenceSettings()
        alone.friends.rounds = 0
        let unfollowed = try OpenSetScorer(alone).rank(
            SuccessorQuestion(closed: World.party("line"), closedAt: World.closedAt), in: world.events)
        #expect(!unfollowed.candidates.contains { $0.party.description == "id:new" })
    }

    @Test(
        "Of two new numbers that are as good for a friend neither is followed, in whatever order the rows come"
    )
    func tiedFriends() throws {
        var world = try World.friendsWhoMoved()
        for day in 0..<6 {
            for place in 0..<4 {
                try world.touch("anna3", "s\(place)", at: Double(day) * 24 + 2 + Double(place))
            }
        }
        let (ranking, reversed) = (try world.rank(), try world.reversed.rank())
        #expect(
            ranking.candidates.first?.sharedContacts.map(\.party.description).sorted() == [
                "id:ben", "id:cleo",
            ])
        #expect(ranking.candidates.map(\.score) == reversed.candidates.map(\.score))
        #expect(ranking.candidates.map(\.party) == reversed.candidates.map(\.party))
    }

    @Test("A new number that somebody else explains better is not followed as a silent contact's")
    func notTheFriends() throws {
        var world = try World.friendsWhoMoved()
        // Dora, no contact of the line, has anna's circle and one more, and goes on as ever; the new number has that one too.
        for day in 1...12 {
            for other in ["s0", "s1", "s2", "s3", "dora's"] {
                try world.touch("dora", other, at: -Double(day) * 24 - 12)
            }
        }
        try world.touch("anna2", "dora's", at: 30)
        try world.touch("anna2", "dora's", at: 54)
        let shared = try world.rank().candidates.first { $0.party.description == "id:new" }?.sharedContacts
        #expect(shared?.map(\.party.description).sorted() == ["id:ben", "id:cleo"])
    }
}
