import Access
import CallRecords
import Casework
import LineMatching
import Storage
import Synthesis
import Telephony

/// The worked example: an invented county, and what two forces keep of it. Each step looks whether it was taken
/// already, so that loading can be cut short at any moment and goes on where it stopped.
struct WorkedExample {
    static let fileName = "thornmere-worked-example.csv"
    static let forces = ["Thornmere Police", "Aldermoor Police"]
    static let operation = "Larch"
    static let authorisation = "CD/2026/0017"

    let casebook: Casebook
    let county: County
    let layouts: [Layout]
    let now: Instant
    /// How many steps were taken this time.
    var steps = 0

    init(casebook: Casebook, layouts: [Layout], now: Instant) async throws {
        (self.casebook, self.layouts, self.now) = (casebook, layouts, now)
        let begun = try await Self.lines(casebook).first { $0.line.name == "Ash" }?.episodes.first?.from
        county = County(County.Settings(seed: 1, start: begun ?? Self.start(before: now)))
    }

    /// Midnight in London so many days ago that the example's last day is yesterday.
    private static func start(before now: Instant) -> Instant {
        let today = Format.londonDay(of: now)
        let first = CivilDate(daysSince1970: today.daysSince1970 - County.Settings.worked.days)
        let midnight = Instant(seconds: Int64(first.daysSince1970) * 86_400)
        // By the clock of today, so that the last closure is just after one o'clock whatever the season was before.
        return midnight.adding(seconds: -TimeZoneRule.londonOffset(at: now) / 1_000_000)
    }

    private static func lines(_ casebook: Casebook) async throws -> [LineFile] {
        let operations = try await casebook.operations().map(\.id)
        var files: [LineFile] = []
        for row in try await casebook.lines(in: operations, LineQuery()).rows {
            if let file = try await casebook.line(id: row.line.id) { files.append(file) }
        }
        return files
    }

    /// Whether the casebook is empty or holds the example, whole or in part, and nothing else.
    func isAlone() async throws -> Bool {
        let names = Set(county.lines.map(\.name))
        let numbers = Set(county.lines.compactMap(\.numbers.first?.number))
        let operations = try await casebook.operations()
        let files = try await casebook.files(in: operations.map(\.id), page: 1).rows
        let lines = try await Self.lines(casebook)
        let forces = try await casebook.forces()
        // Practice users have a password that everybody knows: they never come beside real ones.
        let users = try await casebook.accounts()
        return users.allSatisfy(\.standing.isPractice) && forces.allSatisfy { Self.forces.contains($0.name) }
            && operations.allSatisfy { $0.name == Self.operation }
            && files.allSatisfy { $0.entry.name == Self.fileName }
            && lines.allSatisfy { file in
                names.contains(file.line.name)
                    && (file.episodes.first.map { numbers.contains($0.party) } ?? false)
            }
    }

    /// Loads what is not there yet.
    mutating func load() async throws {
        let place = try await makePlace()
        for line in county.lines { try await record(line, in: place) }
        try await takeRecords(in: place)
        for known in county.switches { try await close(known, in: place) }
        for person in Self.people { try await record(person, in: place) }
        try await describe(in: place)
    }

    // MARK: Forces, users, the operation

    /// Where the example lies, and who works in it.
    struct Workplace {
        let investigator: Principal
        let operation: Int64
    }

    private mutating func makePlace() async throws -> Workplace {
        for name in Self.forces where try await !casebook.forces().contains(where: { $0.name == name }) {
            _ = try await Administration.console(of: casebook).addForce(named: name)
            steps += 1
        }
        let forces = try await casebook.forces()
        guard let owner = forces.first(where: { $0.name == Self.forces[0] }),
            let other = forces.first(where: { $0.name == Self.forces[1] })
        else { throw AccountRefusal.noSuchForce }
        try await PracticeUsers.make(in: casebook, force: owner.id, neighbour: other.id)
        let investigator = try await PracticeUsers.principal(.investigator, in: casebook)
        let desk = desk(investigator)
        var operation = try await casebook.operations().first
        if operation == nil {
            let id = try await desk.makeOperation(named: Self.operation, force: owner.id)
            operation = try await casebook.operation(id: id)
            steps += 1
        }
        guard let operation else { throw RegisterRefusal.noSuchOperation(Self.operation) }
        if operation.place.operation?.shares[other.id] == nil {
            try await desk.share(
                operation: operation.id, with: other.id, reach: .see,
                reason: "The Ash line is run from Aldermoor")
            steps += 1
        }
        return Workplace(investigator: investigator, operation: operation.id)
    }

    func desk(_ who: Principal, at moment: Instant? = nil) -> Desk {
        let moment = moment ?? now
        return Desk(
            who: who, source: "console", sessionID: nil, why: "Worked example",
            settings: DeskSettings(software: Software.version), store: casebook, now: { moment })
    }

    // MARK: Records

    private mutating func takeRecords(in place: Workplace) async throws {
        let desk = desk(place.investigator)
        if try await casebook.authorisations(in: [place.operation]).isEmpty {
            _ = try await desk.addAuthorisation(
                reference: Self.authorisation, .events, identifiers: "",
                period: (county.settings.start, county.events.last?.time),
                grantedAt: now.adding(seconds: -3 * 86_400), isUrgent: false,
                purpose: "To find the numbers that replaced those of the Ash and Rowan lines.",
                in: place.operation)
            steps += 1
        }
        guard try await casebook.files(in: [place.operation], page: 1).rows.isEmpty else { return }
        let intake = RecordIntake(
            store: casebook, layouts: layouts, open: { try RecordFile(path: $0) }, now: { [now] in now })
        let incoming = try casebook.receive(name: Self.fileName)
        try incoming.append(RingfenceCSV.bytes(county.events))
        _ = try await intake.take(
            try incoming.finish(), layoutName: "ringfence",
            ticket: try await desk.mayImport(into: place.operation, under: Self.authorisation))
        steps += 1
    }

    // MARK: Lines

    private mutating func record(_ line: County.Line, in place: Workplace) async throws {
        guard let first = line.numbers.first,
            try await casebook.line(named: line.name, in: [place.operation]) == nil
        else { return }
        let desk = desk(place.investigator, at: first.from.adding(seconds: 3_600))
        _ = try await desk.addLine(
            named: line.name, number: first.number, from: first.from, in: place.operation)
        steps += 1
    }

    /// Records a closure at the time it would have been. Rowan's successor was accepted six hours and a half after;
    /// Ash's waits for you.
    private mutating func close(_ known: County.Switch, in place: Workplace) async throws {
        let found = known.closedAt.adding(seconds: 6 * 3_600 + 1_800)
        let desk = desk(place.investigator, at: found)
        guard let line = try await casebook.line(named: known.line, in: [place.operation]) else { return }
        var closure = line.closures.first?.closure
        if closure == nil {
            closure = try await desk.close(known.old, at: known.closedAt, kind: .order, in: place.operation)
            steps += 1
        }
        guard let closure else { return }
        let isDecided = known.line == "Rowan"
        if try await casebook.latestTrace(closure: closure.id) == nil {
            _ = try await desk.trace(closure: closure.id, until: isDecided ? found : nil)
            steps += 1
        }
        guard isDecided else { return }
        try await finish(closure, at: desk, in: place)
    }

    /// What was done of an older closure since.
    private mutating func finish(_ closure: Closure, at desk: Desk, in place: Workplace) async throws {
        let best = try await casebook.latestTrace(closure: closure.id)?.suggestions.first
        if let best, try await casebook.closure(id: closure.id)?.decisions.isEmpty ?? false {
            try await desk.decide(
                .accept, on: best.candidate.party, closure: closure.id,
                reason: "New number; texted most of Rowan's list in five minutes, and nobody else's.")
            steps += 1
        }
        try await set("coding", of: Subject(.closure, closure.id), to: "type-2", at: desk)
        for check in try await casebook.checkBacks(closure: closure.id)
        where check.day <= 7 && check.result == nil {
            let later = self.desk(place.investigator, at: check.dueAt.adding(seconds: 1_200))
            _ = try await later.record(checkBack: check.id, .dead, how: "Rang it: not in service.")
            steps += 1
        }
    }

    /// Sets a field that nobody has set.
    mutating func set(_ key: String, of subject: Subject, to value: String, at desk: Desk)
        async throws
    {
        guard let card = try await casebook.card(of: subject), (card.values[key] ?? "").isEmpty else {
            return
        }
        try await desk.change(key, of: subject, to: value)
        steps += 1
    }
}
