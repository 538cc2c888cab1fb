import Access
import CallRecords
import Casework
import SQL
import Storage
import Telephony
import TestDatabases
import Testing

/// What cards, people, identifiers, notes, authorisations and operations ask of any store, asked of each.
struct CardStoreTests {
    private static func lined(
        _ kind: TestDatabase, _ body: @escaping @Sendable (TestBook, Int64) async throws -> Void
    ) async throws {
        try await TestBook.with(kind) { book in
            let line = try await book.desk().addLine(
                named: "Ash", number: try Party(parsing: "07700 900001"), from: TestBook.closedAt,
                in: book.operation)
            try await body(book, line)
        }
    }

    @Test(
        "Every field of every card keeps what is written into it, and its history old and new",
        arguments: TestDatabase.all)
    func fields(kind: TestDatabase) async throws {
        try await Self.lined(kind) { book, line in
            let desk = book.desk()
            let closure = try await desk.close(
                try Party(parsing: "07700 900001"), at: TestBook.now, kind: .seizure, in: book.operation)
            let person = try await desk.addPerson(named: "Jo Example", in: book.operation)
            let identifier = try await desk.addIdentifier(
                .imei, written: "490154203237518", line: line, from: TestBook.closedAt, until: nil)
            let subjects = [
                Subject(.operation, book.operation), Subject(.line, line), Subject(.closure, closure.id),
                Subject(.person, person), Subject(.identifier, identifier), Subject(.authorisation, 1),
            ]
            for subject in subjects {
                for field in Cards.fields(of: subject.kind) where field.key != "status" {
                    let typed = Self.sample(of: field)
                    try await desk.change(field.key, of: subject, to: typed)
                    let kept = try await desk.card(of: subject).card.values[field.key]
                    let expected = try field.read(typed)
                    #expect(kept == expected, "\(subject.kind) \(field.key)")
                    let latest = try #require(try await desk.history(of: subject).first)
                    #expect(latest.changes.map(\.field) == [field.key])
                    #expect(latest.changes.map(\.new) == [kept])
                    #expect(latest.login == "investigator")
                }
            }
            #expect(try await desk.person(person).person.roles == [.runner, .victim])
        }
    }

    /// Something each field takes. A runner who is a victim too is the case the roles are made for.
    private static func sample(of field: Field) -> String {
        switch field.input {
        case .line: "O'Neil – “quoted” \\ text"
        case .paragraph: "First line\nsecond line, 'quoted'"
        case .list: "One name\nAnother"
        case .one(let choices): choices.last?.value ?? ""
        case .several: "victim\nrunner"
        case .parties: "07700 900123\nimei:490154203237518"
        case .day: "31/03/2027"
        case .born: "2009"
        }
    }

    @Test("A field changed by somebody else meanwhile is not overwritten", arguments: TestDatabase.all)
    func meanwhile(kind: TestDatabase) async throws {
        try await Self.lined(kind) { book, line in
            let subject = Subject(.line, line)
            try await book.desk().change("exporting_place", of: subject, to: "Stoke Example", from: "")
            let field = try #require(Cards.field("exporting_place", of: .line))
            await #expect(throws: FieldRefusal.changedMeanwhile(field, now: "Stoke Example")) {
                try await book.desk().change("exporting_place", of: subject, to: "Elsewhere", from: "")
            }
            #expect(try await book.desk().card(of: subject).card.values["exporting_place"] == "Stoke Example")
        }
    }

    @Test(
        "What a field cannot take is refused with its reason",
        arguments: [
            ("name", " ", "Enter name."), ("born", "soon", "Born: enter a date"),
            ("born", "31/02/2009", "Born: enter a date"),
            ("roles", "king", "Choose roles"),
            ("name", String(repeating: "n", count: 121), "120 characters or fewer"),
            ("summary", "a\u{202E}b", "cannot be seen"), ("secret", "x", "There is no field"),
        ])
    func refused(key: String, typed: String, words: String) async throws {
        try await TestBook.with(.sqlite) { book in
            let person = try await book.desk().addPerson(named: "Jo Example", in: book.operation)
            do {
                try await book.desk().change(key, of: Subject(.person, person), to: typed)
                Issue.record("not refused")
            } catch let refusal as FieldRefusal {
                #expect(Words.sentence(refusal).contains(words), "\(Words.sentence(refusal))")
            }
        }
    }

    @Test(
        "A closure has its check-backs, due at nine in London, and each keeps what was found",
        arguments: TestDatabase.all)
    func checkBacks(kind: TestDatabase) async throws {
        try await Self.lined(kind) { book, _ in
            let closure = try await book.desk().close(
                try Party(parsing: "07700 900001"), at: TestBook.closedAt, kind: .order, in: book.operation)
            let checks = try await book.desk().closure(closure.id).checkBacks
            #expect(checks.map(\.day) == [1, 3, 7, 14, 28])
            #expect(checks.allSatisfy { Format.time($0.dueAt).contains("09:00:00") })
            let first = try #require(checks.first)
            _ = try await book.desk().record(checkBack: first.id, .alive, how: "Rang it: it answered")
            let done = try #require(try await book.desk().closure(closure.id).checkBacks.first)
            #expect(done.result == .alive)
            #expect(done.doneBy == "Investigator of the test")
            let due = try await book.casebook.checkBacks(
                dueBefore: TestBook.now.adding(seconds: 4 * 86_400), in: [book.operation], limit: 10)
            #expect(due.map(\.day) == [3])
            #expect(
                try await book.desk().card(of: Subject(.closure, closure.id)).card.values["coding"]
                    == "type-2")
        }
    }

    @Test(
        "A closure recorded by mistake is taken back, and the number serves on as before",
        arguments: TestDatabase.all)
    func withdrawn(kind: TestDatabase) async throws {
        try await Self.lined(kind) { book, line in
            let number = try Party(parsing: "07700 900001")
            let closure = try await book.desk().close(
                number, at: TestBook.now, kind: .order, in: book.operation)
            try await book.desk().withdraw(closure: closure.id, reason: "The wrong number")
            let file = try await book.desk().line(line).file
            #expect(file.closures.isEmpty)
            #expect(file.episodes.map(\.party) == [number])
            #expect(file.currentEpisode?.from == TestBook.closedAt)
            #expect(try await book.desk().lines().rows.first?.lastClosedAt == nil)
            await #expect(throws: RegisterRefusal.noSuchClosure(closure.id)) {
                try await book.desk().withdraw(closure: closure.id, reason: "Again")
            }
            // And it can be closed truly.
            let second = try await book.desk().close(
                number, at: TestBook.now, kind: .seizure, in: book.operation)
            #expect(try await book.desk().line(line).file.closures.map(\.closure.id) == [second.id])
        }
    }

    @Test(
        "A search finds a number however typed, a line misspelt or by nickname, a person by part of a name",
        arguments: TestDatabase.all)
    func search(kind: TestDatabase) async throws {
        try await Self.lined(kind) { book, line in
            let desk = book.desk()
            try await desk.change("aliases", of: Subject(.line, line), to: "The Bartholomew line\nBarty")
            let person = try await desk.addPerson(named: "Zoë O'Callaghan", in: book.operation)
            _ = try await desk.addIdentifier(
                .imei, written: "490154203237518", line: line, from: TestBook.closedAt, until: nil)
            func found(_ text: String) async throws -> [Subject.Kind] {
                try await desk.search(text).map(\.hit.subject.kind)
            }
            for typed in [
                "07700 900001", "+44 7700 900 001", "0044(0)7700900001", "7700900001", "900001", "0001",
            ] {
                let kinds = try await found(typed)
                #expect(kinds.contains(.number), "\(typed)")
            }
            for typed in ["ash", "ASH", "barty", "Bartholemew", "bartolomew line"] {
                let subjects = try await desk.search(typed).map(\.hit.subject)
                #expect(subjects.contains(Subject(.line, line)), "\(typed)")
            }
            for typed in ["zoe", "Zoë", "callaghan", "O'Call", "calaghan", "zoe callagan"] {
                let subjects = try await desk.search(typed).map(\.hit.subject)
                #expect(subjects.contains(Subject(.person, person)), "\(typed)")
            }
            #expect(try await found("37518") == [.identifier])
            #expect(try await found("3237") == [])
            for typed in ["", "  ", "zz", "'; DROP TABLE line; --", "%", "_", "999888777"] {
                #expect(try await found(typed) == [], "\(typed)")
            }
            // Another force finds none of it, and a role that may not see people finds no person.
            #expect(try await book.desk(.investigator, .force(2)).search("ash").count == 0)
            #expect(try await book.desk(.messenger).search("callaghan").count == 0)
        }
    }

    @Test(
        "What is shared, restricted and closed is so at once, and logged with its reason",
        arguments: TestDatabase.all)
    func sharing(kind: TestDatabase) async throws {
        try await Self.lined(kind) { book, line in
            let other = book.desk(.analyst, .force(2))
            #expect(try await other.lines().total == 0)
            try await book.desk().share(
                operation: book.operation, with: 2, reach: .see, reason: "They import it")
            #expect(try await other.lines().total == 1)
            await #expect(throws: AccessRefusal.sharedForSeeing) {
                try await other.addNumber(try Party(parsing: "07700 900009"), from: TestBook.now, to: line)
            }
            try await book.desk().share(
                operation: book.operation, with: 2, reach: .work, reason: "Now together")
            try await other.addNumber(try Party(parsing: "07700 900009"), from: TestBook.now, to: line)
            try await book.desk().restrict(operation: book.operation, to: [], reason: "A leak")
            await #expect(throws: AccessRefusal.restricted) { _ = try await other.line(line) }
            #expect(try await other.lines().total == 0)
            #expect(try await other.search("ash").count == 0)
            #expect(try await book.desk().line(line).file.line.name == "Ash")
            try await book.desk().restrict(operation: book.operation, to: nil, reason: "Mended")
            try await book.desk().share(operation: book.operation, with: 2, reach: nil, reason: "Done")
            await #expect(throws: AccessRefusal.elsewhere) { _ = try await other.line(line) }
            #expect(try await book.log(1) == ["consultation see-lines line \(line) refused"])
        }
    }

    @Test(
        "A line is opened after saying why, and what was said stands in the log", arguments: TestDatabase.all)
    func why(kind: TestDatabase) async throws {
        try await Self.lined(kind) { book, line in
            let silent = book.desk(.analyst, why: "")
            await #expect(throws: ReasonNeeded.self) { _ = try await silent.line(line) }
            _ = try await book.desk(.analyst, why: "Preparing the pack").line(line)
            let why = try await book.casebook.database.read { connection in
                try connection.first("SELECT why FROM log_entry ORDER BY sequence DESC LIMIT 1") {
                    $0.text(0)
                }
            }
            #expect(why == "Preparing the pack")
            // Lists ask nothing.
            #expect(try await silent.lines().total == 1)
        }
    }

    @Test(
        "Each change is in the log once, with its subject, in the transaction of the change",
        arguments: TestDatabase.all)
    func logged(kind: TestDatabase) async throws {
        try await Self.lined(kind) { book, line in
            #expect(try await book.log(1) == ["alteration add-line line \(line) done"])
            let person = try await book.desk().addPerson(named: "Jo Example", in: book.operation)
            #expect(try await book.log(1) == ["alteration add-person person \(person) done"])
            try await book.desk().link(person: person, line: line, isLinked: true)
            try await book.desk().link(person: person, line: line, isLinked: true)
            #expect(try await book.log(2).first == "alteration add-person person \(person) done")
            try await book.desk().addNote("Seen near the station", on: Subject(.line, line))
            #expect(try await book.log(1) == ["alteration add-note line \(line) done"])
            #expect(try await book.desk().line(line).notes?.map(\.text) == ["Seen near the station"])
        }
    }

    @Test("An authorisation lapses a month after it was granted, three days where it was urgent")
    func lapsing() {
        func lapses(_ granted: String, urgent: Bool = false) -> String? {
            guard let at = try? Instant(parsing: granted) else { return nil }
            return Authorisation(
                id: 0, operationID: 0, reference: "", dataKind: .events, identifiers: [], periodFrom: nil,
                periodUntil: nil, grantedAt: at, isUrgent: urgent, isCancelled: false, purpose: ""
            ).lapsesAt.description
        }
        #expect(lapses("2026-01-15T10:00:00Z") == "2026-02-15T10:00:00Z")
        #expect(lapses("2026-01-31T10:00:00Z") == "2026-02-28T10:00:00Z")
        #expect(lapses("2025-12-31T23:30:00Z") == "2026-01-31T23:30:00Z")
        // The same time of day by London's clock, over the change to summer time.
        #expect(lapses("2026-03-15T10:00:00Z") == "2026-04-15T09:00:00Z")
        #expect(lapses("2026-01-15T10:00:00Z", urgent: true) == "2026-01-18T10:00:00Z")
    }
}
