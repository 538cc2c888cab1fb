import CallRecords
import Foundation
import LineMatching
import Synthesis
import Telephony

/// A network with closures whose outcome is known, and when answers are asked for.
struct StudyNetwork {
    let name: String
    /// Where its traffic comes from: a fit that is measured on it has seen nothing of its family.
    let family: String
    let network: CallNetwork
    let closures: [KnownClosure]
    let points: [EvaluationPoint]

    static let points: [EvaluationPoint] =
        [3_600, 86_400, 7 * 86_400].map { .seconds($0) } + [3, 5, 20].map { .events($0) }

    /// A test made of a network in which no switch is known.
    ///
    /// - Parameters:
    ///   - share: of the events that lie before the cut.
    ///   - alsoAtTheEnd: whether answers are asked for when all there is may be used, too.
    static func split(
        _ name: String, of family: String, _ events: EventColumns, share: Double, seed: UInt64,
        _ change: (inout SplitTest.Settings) -> Void, alsoAtTheEnd: Bool = false
    ) -> StudyNetwork {
        let times = events.times.sorted()
        let cut = Instant(microseconds: times[Int(Double(times.count) * share)])
        var settings = SplitTest.Settings(cut: cut, seed: seed)
        change(&settings)
        let test = SplitTest(of: events, settings)
        // In whole days, so that it reads as a time.
        let days = ((times.last ?? 0) - cut.microseconds) / 86_400_000_000
        let end: [EvaluationPoint] = alsoAtTheEnd && days > 7 ? [.seconds(days * 86_400)] : []
        return StudyNetwork(
            name: name, family: family, network: CallNetwork(test.events),
            closures: test.closures.map { KnownClosure(old: $0.old, new: $0.new, closedAt: $0.closedAt) },
            points: points + end)
    }

    /// Invented traffic, every other closure of it.
    static func invented(seed: UInt64, family: String) throws -> StudyNetwork {
        let traffic = try CallTraffic(.evaluation, seed: seed)
        var closures: [KnownClosure] = []
        for (place, closure) in traffic.truth.closures.enumerated() where place.isMultiple(of: 2) {
            let news = closure.successors.map(\.party)
            if news.isEmpty {
                closures.append(KnownClosure(old: closure.old, new: nil, closedAt: closure.at))
            }
            for new in news {
                closures.append(
                    KnownClosure(
                        old: closure.old, new: new, closedAt: closure.at,
                        siblings: Set(news).subtracting([new])))
            }
        }
        return StudyNetwork(
            name: "invented traffic, seed \(seed)", family: family, network: CallNetwork(traffic.columns()),
            closures: closures, points: points)
    }
}

/// The public networks, read by their layouts.
struct PublicNetworks {
    let folder: String

    func events(_ layout: String, _ path: String) throws -> EventColumns? {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)") else { return nil }
        var reader = RecordReader(layout: try Self.layout(layout))
        var columns = EventColumns()
        let bytes = [UInt8](data)
        _ = try reader.read(bytes.span.bytes, isFinal: true, into: &columns, quarantine: { _ in })
        return columns
    }

    func truth(_ layout: String, _ path: String) throws -> [KnownClosure] {
        let layout = try Self.layout(layout)
        return try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
            .split(whereSeparator: \.isNewline).dropFirst().map { line in
                let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                return KnownClosure(
                    old: try layout.party(written: cells[0]), new: try layout.party(written: cells[1]),
                    closedAt: try Instant(parsing: cells[2]))
            }
    }

    private static func layout(_ name: String) throws -> Layout {
        try Layout(yaml: String(contentsOfFile: "Layouts/\(name).yaml", encoding: .utf8))
    }
}
