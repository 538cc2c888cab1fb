import SQL
import TestDatabases
import Testing

struct NoticeTests {
    private struct GivenUp: Error {}

    @Test(
        "Notices come after the commit, each once, and not where there was none", arguments: TestDatabase.all)
    func afterCommit(kind: TestDatabase) async throws {
        try await kind.with { database in
            try await database.write { try $0.execute(script: "CREATE TABLE thing (id BIGINT PRIMARY KEY)") }
            var notices = database.notices(channel: "things").makeAsyncIterator()
            #expect(await notices.next() == .reconnected)
            await #expect(throws: GivenUp.self) {
                try await database.write { connection in
                    try connection.notify(channel: "things", payload: "given up")
                    throw GivenUp()
                }
            }
            try await database.write { connection in
                try connection.execute("INSERT INTO thing VALUES (1)")
                try connection.notify(channel: "things", payload: "first “é”")
                try? connection.attempt {
                    try connection.notify(channel: "things", payload: "attempted")
                    throw GivenUp()
                }
                try connection.notify(channel: "others", payload: "elsewhere")
                try connection.notify(channel: "things", payload: "second")
                try connection.notify(channel: "things", payload: "first “é”")
            }
            #expect(await notices.next() == .payload("first “é”"))
            #expect(try await database.read { try $0.first("SELECT id FROM thing") { $0.integer(0) } } == 1)
            #expect(await notices.next() == .payload("second"))
        }
    }

    @Test("Another process learns that something changed", arguments: TestDatabase.all)
    func elsewhere(kind: TestDatabase) async throws {
        try await kind.withFresh { fresh in
            try await fresh.database.write {
                try $0.execute(script: "CREATE TABLE thing (id BIGINT PRIMARY KEY)")
            }
            let other = try fresh.openAgain()
            var notices = other.notices(channel: "things").makeAsyncIterator()
            #expect(await notices.next() == .reconnected)
            try await fresh.database.write { connection in
                try connection.execute("INSERT INTO thing VALUES (1)")
                try connection.notify(channel: "things", payload: "1")
            }
            #expect(await notices.next() == (kind.dialect == .sqlite ? .reconnected : .payload("1")))
            await other.close()
            #expect(await notices.next() == nil)
        }
    }

    @Test("Every listener is told, and one that stops disturbs none", arguments: TestDatabase.all)
    func several(kind: TestDatabase) async throws {
        try await kind.with { database in
            var first = database.notices(channel: "things").makeAsyncIterator()
            let stopping = Task {
                for await _ in database.notices(channel: "things") { break }
            }
            #expect(await first.next() == .reconnected)
            await stopping.value
            var second = database.notices(channel: "others").makeAsyncIterator()
            #expect(await second.next() == .reconnected)
            try await database.write { connection in
                try connection.notify(channel: "things", payload: "a")
                try connection.notify(channel: "others", payload: "b")
            }
            #expect(await first.next() == .payload("a"))
            #expect(await second.next() == .payload("b"))
        }
    }

    @Test("A consumer far behind loses the oldest, and is told to read afresh", arguments: TestDatabase.all)
    func behind(kind: TestDatabase) async throws {
        try await kind.with { database in
            let stream = database.notices(channel: "things")
            var notices = stream.makeAsyncIterator()
            #expect(await notices.next() == .reconnected)
            let last = 3000
            try await database.write { connection in
                for number in 0...last { try connection.notify(channel: "things", payload: "\(number)") }
            }
            var seen: [SQLNotice] = []
            while let notice = await notices.next() {
                seen.append(notice)
                if notice == .payload("\(last)") { break }
            }
            // Whoever reads quickly enough loses nothing.
            #expect(seen.count == last + 1 || seen.contains(.reconnected))
        }
    }

    @Test("A notice that does not fit is refused", arguments: TestDatabase.all)
    func tooLong(kind: TestDatabase) async throws {
        try await kind.with { database in
            let error = await #expect(throws: StorageError.self) {
                try await database.write { connection in
                    try connection.notify(channel: "things", payload: String(repeating: "x", count: 8000))
                }
            }
            #expect(error?.code == .invalidValue)
        }
    }
}
