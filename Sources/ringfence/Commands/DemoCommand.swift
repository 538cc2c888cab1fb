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

    @OptionGroup var layouts: LayoutsOption
    @OptionGroup var data: DataOption

    private static let fileName = "thornmere-worked-example.csv"

    func run() async throws {
        let casebook = try await data.openOrMake()
        if try await casebook.files().contains(where: { $0.name == Self.fileName }) {
            print("The worked example is loaded already.")
            return
        }
        guard try await casebook.lines().isEmpty, try await casebook.files().isEmpty else {
            throw RegisterRefusal.notEmpty
        }
        let now = systemClock()
        let county = County(County.Settings(seed: 1, start: Self.start(before: now)))
        // The county happened in the past: each step is recorded at the time it would have been.
        let intake = RecordIntake(
            store: casebook, layouts: try layouts.all(), open: { try RecordFile(path: $0) }, now: { now })
        for line in county.lines {
            guard let first = line.numbers.first else { continue }
            let register = Register(store: casebook, software: Software.version) {
                first.from.adding(seconds: 3_600)
            }
            _ = try await register.addLine(named: line.name, number: first.number, from: first.from)
        }
        let incoming = try casebook.receive(name: Self.fileName)
        try incoming.append(Array(county.recordsCSV))
        _ = try await intake.take(try incoming.finish(), layoutName: "ringfence")
        for known in county.switches { try await close(known, casebook) }
        print(
            """
            The worked example is loaded: an invented county, four lines, two closures.
            Look first at the Ash line's closure: which number did the line move to?
            """)
    }

    /// Records a closure. Rowan's successor was accepted six hours and a half after; Ash's waits for you.
    private func close(_ known: County.Switch, _ casebook: Casebook) async throws {
        let found = known.closedAt.adding(seconds: 6 * 3_600 + 1_800)
        let register = Register(store: casebook, software: Software.version) { found }
        let closure = try await register.close(known.old, at: known.closedAt, kind: .order)
        let isDecided = known.line == "Rowan"
        let trace = try await register.trace(closure: closure.id, until: isDecided ? found : nil)
        guard isDecided, let best = trace.suggestions.first else { return }
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
