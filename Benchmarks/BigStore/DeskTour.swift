import Access
import CallRecords
import Casework
import Synthesis
import Telephony

/// Every kind of page opened once, as the desk opens them.
package struct DeskTour: Sendable {
    package struct Stop: Sendable {
        package let name: String
        package let visit: @Sendable () async throws -> Void
    }

    private let nation: Nation
    private let desk: Desk
    private let auditor: Desk
    /// The line with the longest history, which the tour goes round.
    private let line: Int

    /// - Parameter scope: how far the visitor's role goes; nil for everywhere.
    package init(
        of nation: Nation, in store: any CaseStore, isWide: Bool, now: @escaping @Sendable () -> Instant
    ) {
        self.nation = nation
        line =
            nation.lines.indices.max { nation.lines[$0].numbers.count < nation.lines[$1].numbers.count } ?? 0
        let force = Int64(nation.operations[nation.lines[line].operation].force) + 1
        func desk(_ role: Role, _ scope: Scope) -> Desk {
            Desk(
                who: Principal(id: 1, login: "officer-1", name: "A. Visitor", grants: [Grant(role, scope)]),
                source: "192.0.2.1", sessionID: nil, why: "To measure",
                settings: DeskSettings(software: "bench"),
                store: store, now: now)
        }
        self.desk = desk(.investigator, isWide ? .everywhere : .force(force))
        auditor = desk(.auditor, isWide ? .everywhere : .force(force))
    }

    package var stops: [Stop] { lists + searches + pages + audit }

    private func stop(_ name: String, _ visit: @escaping @Sendable (Desk) async throws -> Void) -> Stop {
        Stop(name: name) { [desk] in try await visit(desk) }
    }

    private var lists: [Stop] {
        [
            stop("home") { _ = try await $0.today() },
            stop("operations") { _ = try await $0.operations() as [OperationEntry] },
            stop("lines") { _ = try await $0.lines() },
            stop("lines, a later page") { _ = try await $0.lines(LineQuery(page: 9)) },
            stop("lines waiting") { _ = try await $0.lines(LineQuery(state: .waiting)) },
            stop("lines found again") { _ = try await $0.lines(LineQuery(state: .refound, page: 2)) },
            stop("numbers") { _ = try await $0.numbers() },
            stop("numbers, the last page") { _ = try await $0.numbers(page: 10_000) },
            stop("people") { _ = try await $0.people() },
            stop("people, a later page") { _ = try await $0.people(page: 20) },
            stop("identifiers") { _ = try await $0.identifiers(page: 3) },
            stop("files") { _ = try await $0.files() },
            stop("files, a later page") { _ = try await $0.files(page: 20) },
            stop("authorisations") { _ = try await $0.authorisations() },
            stop("deletions") { _ = try await $0.deletions() },
            stop("reviews due") { _ = try await $0.reviewsDue() },
        ]
    }

    private var searches: [Stop] {
        let (number, name) = (nation.party(nation.lines[line].numbers.lowerBound), nation.lines[line].name)
        let person = nation.people.first { nation.operations[$0.operation].force == force }?.name ?? "Aa"
        let misspelt = String(person.dropFirst(2))
        let national = number.description.replacing("+44", with: "0")
        return [
            stop("search for a number") { _ = try await $0.search(number.description) },
            stop("search for a number as typed") { _ = try await $0.search(national) },
            stop("search for last digits") { _ = try await $0.search(String(number.description.suffix(4))) },
            stop("search for a line") { _ = try await $0.search(name) },
            stop("search for a misspelling") { _ = try await $0.search(misspelt) },
            stop("search for part of a name") { _ = try await $0.search(String(person.prefix(3))) },
            stop("search for a letter") { _ = try await $0.search("b") },
        ]
    }

    private var force: Int { nation.operations[nation.lines[line].operation].force }

    private var pages: [Stop] {
        let (line, place) = (self.nation.lines[line], Int64(self.line) + 1)
        let operation = Int64(line.operation) + 1
        let number = Int64(line.numbers.upperBound)
        let closure = Int64(line.numbers.last { nation.hasAnswer(number: $0) } ?? line.numbers.lowerBound) + 1
        let person = nation.people.firstIndex { nation.operations[$0.operation].force == force }.map {
            Int64($0) + 1
        }
        let file = nation.files.firstIndex {
            nation.operations[nation.lines[$0.line].operation].force == force
        }
        .map { Int64($0) + 1 }
        let stops = [
            stop("operation") { _ = try await $0.operation(operation) },
            stop("operation's lines") { _ = try await $0.lines(in: operation) },
            stop("line") {
                let view = try await $0.line(place)
                _ = try await $0.activity(of: view)
            },
            stop("line by name") { _ = try await $0.line(named: line.name) },
            stop("number") { _ = try await $0.number(number) },
            stop("closure") { _ = try await $0.closure(closure) },
            stop("identifier") { _ = try await $0.identifier(place) },
            stop("card of a line") { _ = try await $0.card(of: Subject(.line, place)) },
            stop("card of a closure") { _ = try await $0.card(of: Subject(.closure, closure)) },
            stop("history of a line") { _ = try await $0.history(of: Subject(.line, place)) },
        ]
        let ofPerson = person.map { id in
            [
                stop("person") { _ = try await $0.person(id) },
                stop("history of a person") { _ = try await $0.history(of: Subject(.person, id)) },
            ]
        }
        let ofFile = file.map { id in
            [
                stop("file") {
                    let view = try await $0.file(id)
                    _ = try await $0.quarantine(of: view, offset: 0, limit: 50)
                },
                stop("authorisation") { _ = try await $0.authorisation(id) },
            ]
        }
        return stops + (ofPerson ?? []) + (ofFile ?? [])
    }

    private var audit: [Stop] {
        let now = nation.settings.now
        let number = nation.party(nation.lines[line].numbers.lowerBound).description
        let operation = Int64(nation.lines[line].operation) + 1
        func stop(_ name: String, _ question: LogQuestion, before: Int64? = nil) -> Stop {
            Stop(name: "log \(name)") { [auditor] in _ = try await auditor.log(question, before: before) }
        }
        let middle = Int64(nation.settings.size.looks / 2)
        var week = LogFilter()
        week.from = now.adding(seconds: -7 * 86_400)
        week.until = now
        return [
            stop("", LogQuestion()),
            stop("from the middle on", LogQuestion(), before: middle),
            stop("of one user", LogQuestion(login: "officer-7")),
            stop("of one number", LogQuestion(number: number)),
            stop("of one operation", LogQuestion(filter: LogFilter(operation: operation)), before: middle),
            stop("of changes", LogQuestion(filter: LogFilter(kind: .alteration))),
            stop("of refusals", LogQuestion(filter: LogFilter(outcome: .refused))),
            stop("of a week", LogQuestion(filter: week)),
            Stop(name: "unusual looking in a week") { [auditor] in
                _ = try await auditor.unusualLooking(from: now.adding(seconds: -7 * 86_400), until: now)
            },
        ]
    }
}
