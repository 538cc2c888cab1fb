import ArgumentParser
import CallRecords
import Casework
import Foundation
import LineMatching
import Storage
import Synthesis
import Telephony

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract:
            "Loads the worked example into an empty casebook: an invented county, two closures, one to decide."
    )

    @Flag(help: "In a casebook that is in use, change nothing and say so, without an error.")
    var ifEmpty = false

    @OptionGroup var layouts: LayoutsOption
    @OptionGroup var data: DataOption

    private static let fileName = "thornmere-worked-example.csv"

    /// Loads what is not there yet, step by step: cut short at any moment, it goes on where it stopped.
    func run() async throws {
        let casebook = try await data.openOrMake()
        let lines = try await casebook.lines()
        let now = systemClock()
        let start = lines.compactMap { $0.line.name == "Ash" ? $0.episodes.first?.from : nil }.first
        let county = County(County.Settings(seed: 1, start: start ?? Self.start(before: now)))
        guard try await isExample(lines, casebook, county) else {
            guard ifEmpty else { throw RegisterRefusal.notEmpty }
            print("The casebook in \(data.folder) is in use, and is kept as it is.")
            return
        }
        if try await isWhole(lines, casebook, county) {
            print("The worked example is loaded already.")
            return
        }
        for line in county.lines where !lines.contains(where: { $0.line.name == line.name }) {
            guard let first = line.numbers.first else { continue }
            let register = Register(store: casebook, software: Software.version) {
                first.from.adding(seconds: 3_600)
            }
            _ = try await register.addLine(named: line.name, number: first.number, from: first.from)
        }
        if try await casebook.files().isEmpty { try await takeRecords(of: county, casebook, now) }
        for known in county.switches { try await close(known, casebook) }
        print(
            """
            The worked example is loaded: an invented county, four lines, two closures.
            Look first at the Ash line's closure: which number did the line move to?
            """)
    }

    /// Whether a casebook is empty or holds the example, whole or in part, and nothing else.
    private func isExample(_ lines: [LineFile], _ casebook: Casebook, _ county: County) async throws -> Bool {
        let names = Set(county.lines.map(\.name))
        let files = try await casebook.files()
        let numbers = Set(county.lines.compactMap(\.numbers.first?.number))
        return files.allSatisfy { $0.name == Self.fileName }
            && lines.allSatisfy { file in
                names.contains(file.line.name)
                    && (file.episodes.first.map { numbers.contains($0.party) } ?? false)
            }
    }

    /// Whether every closure is recorded and has its answer, and Rowan's its decision.
    private func isWhole(_ lines: [LineFile], _ casebook: Casebook, _ county: County) async throws -> Bool {
        let closures = lines.flatMap(\.closures)
        guard closures.count >= county.switches.count else { return false }
        for entry in closures where try await casebook.latestTrace(closure: entry.closure.id) == nil {
            return false
        }
        return lines.contains { $0.line.name == "Rowan" && $0.closures.contains { !$0.decisions.isEmpty } }
    }

    private func takeRecords(of county: County, _ casebook: Casebook, _ now: Instant) async throws {
        let intake = RecordIntake(
            store: casebook, layouts: try layouts.all(), open: { try RecordFile(path: $0) }, now: { now })
        let incoming = try casebook.receive(name: Self.fileName)
        try incoming.append(Array(county.recordsCSV))
        _ = try await intake.take(try incoming.finish(), layoutName: "ringfence")
    }

    /// Records a closure at the time it would have been. Rowan's successor was accepted six hours and a half after;
    /// Ash's waits for you.
    private func close(_ known: County.Switch, _ casebook: Casebook) async throws {
        let found = known.closedAt.adding(seconds: 6 * 3_600 + 1_800)
        let register = Register(store: casebook, software: Software.version) { found }
        let recorded = try await register.line(named: known.line).closures.first
        let closure: Closure =
            if let recorded { recorded.closure } else {
                try await register.close(known.old, at: known.closedAt, kind: .order)
            }
        let isDecided = known.line == "Rowan"
        let trace = try await register.trace(closure: closure.id, until: isDecided ? found : nil)
        guard isDecided, recorded?.accepted.isEmpty ?? true, let best = trace.suggestions.first else {
            return
        }
        try await register.decide(
            .accept, on: best.candidate.party, closure: closure.id,
            reason: "New number; texted most of Rowan's list in five minutes, and nobody else's.",
            by: "A. Analyst (worked example)")
    }

    /// Midnight in London so many days ago that the example's last day is yesterday.
    private static func start(before now: Instant) -> Instant {
        let today = Format.londonDay(of: now)
        let first = CivilDate(daysSince1970: today.daysSince1970 - County.Settings.worked.days)
        let midnight = Instant(seconds: Int64(first.daysSince1970) * 86_400)
        // By the clock of today, so that the last closure is just after one o'clock whatever the season was before.
        return midnight.adding(seconds: -TimeZoneRule.londonOffset(at: now) / 1_000_000)
    }
}
