import Foundation
import Testing

@testable import Synthesis

struct TrafficSettingsTests {
    @Test("Every preset can be made", arguments: TrafficSettings.presets.map(\.name))
    func presetsAreValid(name: String) throws {
        let preset = try #require(TrafficSettings.presets.first { $0.name == name })
        try preset.settings.validate()
        #expect(!preset.title.isEmpty)
    }

    @Test("Every figure is a knob with a meaning and a source, and every knob a figure")
    func knobsAreComplete() throws {
        let data = try JSONEncoder().encode(TrafficSettings())
        let groups = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        var figures: Set<String> = []
        for (group, value) in groups {
            guard let fields = value as? [String: Any] else { continue }
            figures.formUnion(fields.keys.map { "\(group).\($0)" })
        }
        let names = TrafficSettings.knobs.map(\.name)
        #expect(Set(names) == figures)
        #expect(names.count == figures.count)
        #expect(TrafficSettings.knobs.allSatisfy { !$0.meaning.isEmpty && !$0.source.isEmpty })
        let decoded = try JSONDecoder().decode(TrafficSettings.self, from: data)
        #expect(decoded == TrafficSettings())
    }

    @Test("A figure outside its bounds is refused by name", arguments: TrafficSettings.knobs.indices)
    func boundsAreKept(place: Int) throws {
        let knob = TrafficSettings.knobs[place]
        for value in [knob.range.lowerBound - 1, knob.range.upperBound + 1] {
            let (group, field) = try #require(parts(of: knob.name))
            guard let settings = try changed(group, field, to: value) else { continue }
            #expect(
                throws: TrafficRefusal.outside(
                    knob: knob.name, value: value, lowest: knob.range.lowerBound,
                    highest: knob.range.upperBound)
            ) { try settings.validate() }
        }
    }

    private func parts(of name: String) -> (String, String)? {
        let parts = name.split(separator: ".").map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }

    /// Nil where the figure is of a type that cannot hold the value.
    private func changed(
        _ group: String, _ field: String, to value: Double, in settings: TrafficSettings = TrafficSettings()
    ) throws -> TrafficSettings? {
        let data = try JSONEncoder().encode(settings)
        var groups = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        var fields = try #require(groups[group] as? [String: Any])
        fields[field] = value
        groups[group] = fields
        return try? JSONDecoder().decode(
            TrafficSettings.self, from: JSONSerialization.data(withJSONObject: groups))
    }

    @Test("Settings that cannot be are refused, with the reason")
    func impossible() {
        func refused(_ change: (inout TrafficSettings) -> Void) -> TrafficRefusal? {
            var settings = TrafficSettings.evaluation
            change(&settings)
            do throws(TrafficRefusal) {
                _ = try CallTraffic(settings, seed: 1)
                return nil
            } catch { return error }
        }
        #expect(
            refused { $0.lines.count = 0 }
                == .outside(knob: "lines.count", value: 0, lowest: 1, highest: 50_000))
        #expect(
            refused { $0.people.count = -5 }
                == .outside(knob: "people.count", value: -5, lowest: 1_024, highest: 60_000_000))
        #expect(
            refused { $0.closures.share = 1.5 }
                == .outside(knob: "closures.share", value: 1.5, lowest: 0, highest: 1))
        #expect(
            refused {
                $0.closures.movedShare = 0.75
                $0.closures.partialShare = 0.5
                $0.closures.splitShare = 0
                $0.closures.soldShare = 0
            } == .sharesAboveOne(knobs: "moved, partial, split, sold", sum: 1.25))
        #expect(
            refused {
                $0.closures.orderShare = 1
                $0.closures.seizureShare = 1
                $0.closures.providerShare = 0
            } == .sharesAboveOne(knobs: "order, seizure, provider", sum: 2))
        #expect(
            refused {
                $0.others.businessShare = 1
                $0.others.helplineShare = 0.5
            } == .sharesAboveOne(knobs: "business, helpline", sum: 1.5))
        #expect(
            refused {
                $0.phones.fourteenDigitShare = 1
                $0.phones.spareDigitShare = 0.5
            } == .sharesAboveOne(knobs: "fourteenDigit, spareDigit", sum: 1.5))
        #expect(
            refused {
                $0.lines.smallestList = 2_000; $0.lines.largestList = 60
            }
                == .listsReversed(smallest: 2_000, largest: 60))
        #expect(
            refused { $0.people.days = 14 } == .noDayForClosures(days: 14, firstDay: 12, clearDays: 3))
        #expect(
            refused {
                $0.people.count = 2_000_000
                $0.others.businessesPerTown = 1_000
                $0.people.perTown = 1_024
            } == .tooManyNumbers(needed: 2_211_296, available: Directory.mobileNumbers))
        #expect(
            refused { $0.startSeconds += 3_600 } == .startsAtNoMidnight(seconds: 1_772_413_200))
        #expect(refused { $0.startSeconds = -86_400 } == .startsAtNoMidnight(seconds: -86_400))
        // Records of 2100 are read by no layout.
        #expect(refused { $0.startSeconds = 4_102_358_400 } == .startsAtNoMidnight(seconds: 4_102_358_400))
        guard case .outside(let knob, let value, _, _)? = refused({ $0.calls.callsPerDay = .nan }) else {
            Issue.record("not a number is no figure")
            return
        }
        #expect(knob == "calls.callsPerDay" && value.isNaN)
    }

    @Test(
        "Whatever figures within their bounds are drawn, traffic comes of them",
        arguments: 1...24 as ClosedRange<UInt64>)
    func anythingWithinBounds(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // Sizes stay small, so that a test ends; all else is drawn from its whole range, its ends often.
        let sizes = [
            "people.count", "people.perTown", "people.days", "lines.count", "calls.callsPerDay",
            "calls.textsPerDay",
            "calls.recordedShare", "closures.firstDay", "closures.clearDays", "others.advertiserList",
            "lines.smallestList", "lines.largestList",
        ]
        var settings = TrafficSettings.trial
        settings.people.count = 1_024
        settings.people.perTown = 1_024
        settings.people.days = 10
        settings.lines.count = 2
        for knob in TrafficSettings.knobs where !sizes.contains(knob.name) {
            let place = [0, 1, random.fraction()][random.below(3)]
            let value = knob.range.lowerBound + place * (knob.range.upperBound - knob.range.lowerBound)
            let (group, field) = try #require(parts(of: knob.name))
            let drawn = try changed(group, field, to: value, in: settings)
            let isWhole = try drawn ?? changed(group, field, to: value.rounded(.down), in: settings)
            settings = isWhole ?? settings
        }
        do throws(TrafficRefusal) {
            let traffic = try CallTraffic(settings, seed: seed)
            var last = Int32.min
            traffic.forEachSlice { legs in
                for leg in legs {
                    #expect(leg.time >= last)
                    last = leg.time
                }
            }
        } catch {
            guard case .sharesAboveOne = error else { throw error }
        }
    }

    @Test("There are about as many rows as are asked for", arguments: [150_000, 400_000])
    func scaled(rows: Int) throws {
        let traffic = try CallTraffic(SmallWorld.settings, seed: 1, rows: rows)
        #expect(abs(traffic.expectedRows - rows) <= 1)
        var made = 0
        traffic.forEachSlice { made += $0.count }
        #expect(abs(made - rows) < rows / 50)
        #expect(traffic.truth.switchesCSV == (try SmallWorld.shared.get().truth.switchesCSV))
    }

    @Test(
        "Fewer rows than the lines alone make, or far more than people do, are out of reach",
        arguments: [-1, 0, 1_000, 1_000_000_000])
    func outOfReach(rows: Int) {
        #expect(throws: TrafficRefusal.self) {
            try CallTraffic(SmallWorld.settings, seed: 1, rows: rows)
        }
    }

    /// `RECORD_GOLDEN=1` rewrites the table and fails, so that a person reads the change.
    @Test("The method paper prints every knob as it is")
    func manual() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../docs/method/SYNTHESIS.md").standardized
        let text = try String(contentsOf: file, encoding: .utf8)
        let (begin, end) = ("<!-- knobs: generated -->\n", "<!-- end of knobs -->\n")
        let head = try #require(text.components(separatedBy: begin).first)
        let tail = try #require(text.components(separatedBy: end).last)
        let wanted = head + begin + TrafficSettings.manualTable + end + tail
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
            try Data(wanted.utf8).write(to: file)
            Issue.record("SYNTHESIS.md was rewritten: read the change, then run without RECORD_GOLDEN")
        }
        #expect(text == wanted)
    }
}
