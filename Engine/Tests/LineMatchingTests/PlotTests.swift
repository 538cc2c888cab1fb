import CallRecords
import Foundation
import FoundationXML
import Testing

@testable import LineMatching

struct PlotTests {
    private func subject(_ name: String = "an invented county") throws -> PlotSubject {
        let points: [EvaluationPoint] = [.seconds(3_600), .seconds(86_400), .seconds(604_800), .events(5)]
        return PlotSubject(
            name: name, evaluation: try MeasuredClosures.many(20, apart: 2.5, points: points),
            moments: [.seconds(86_400), .events(5)], caps: -2.5...4)
    }

    @Test(
        "A plot is the same bytes for the same measurement, and those that were looked at",
        arguments: EvaluationPlot.allCases)
    func golden(plot: EvaluationPlot) throws {
        let svg = plot.svg([try subject()])
        #expect(svg == plot.svg([try subject()]))
        try expectGolden(svg, "plot-\(plot.file)")
    }

    @Test(
        "A plot is well-formed, says what it shows in words, and loads nothing",
        arguments: EvaluationPlot.allCases
    )
    func readable(plot: EvaluationPlot) throws {
        let page = try Page(plot.svg([try subject(), try subject("another")]))
        #expect(page.elements["svg"] == 1)
        // The page's own, and one a panel.
        #expect(page.elements["title"] == 5 && page.elements["desc"] == 5)
        #expect(page.texts.filter { $0 == "another" }.count == 4)
        #expect(
            Set(page.elements.keys).isDisjoint(with: ["script", "image", "style", "use", "foreignObject"]))
        #expect(page.attributes.isDisjoint(with: ["href", "xlink:href", "src", "style", "onload"]))
        #expect(Set(page.identifiers).count == page.identifiers.count)
    }

    @Test(
        "A hostile name stays a name",
        arguments: [
            "<script>alert(1)</script>", "\"><g onload=\"x", "&amp;&lt;", "]]>", "a\u{0}b\u{7}c\u{FFFE}",
            "Ash’s “line” – 北 🌳",
        ])
    func hostile(name: String) throws {
        let page = try Page(EvaluationPlot.tippett.svg([try subject(name)]))
        let shown = name.replacing(/[\u{0}\u{7}\u{FFFE}]/, with: "\u{FFFD}")
        #expect(page.texts.filter { $0 == shown }.count == 4)
        #expect(page.elements["script"] == nil && page.elements["g"] == 2)
        #expect(!page.attributes.contains("onload"))
    }

    @Test(
        "Where nothing was asked, or nothing came of it, the plot says so", arguments: EvaluationPlot.allCases
    )
    func empty(plot: EvaluationPlot) throws {
        #expect(try Page(plot.svg([])).texts.contains { $0.hasPrefix("Nothing to show") })
        let nobody = PlotSubject(
            name: "nobody", evaluation: Evaluation(points: [.seconds(60)], outcomes: []),
            moments: [.seconds(60)], caps: -2.5...4)
        #expect(try Page(plot.svg([nobody])).texts.contains("Nothing to show here."))
    }

    @Test("The share at or above a ratio includes that ratio, and never rises")
    func exceedance() throws {
        let some = Exceedance([(1, 1), (3, 1), (-1, 8)])
        #expect(some.share(1) == 0.2 && some.share(1.01) == 0.1 && some.share(3.01) == 0)
        let points = some.points { $0 }
        #expect(points.map(\.y) == [1, 0.2, 0.1, 0, 0])
        #expect(points.map(\.x) == [-4, -0.95, 1.05, 3.05, 4])
        // Nought has no logarithm: the line ends where the last number does.
        #expect(some.points(from: 0) { log10($0) }.map(\.x) == [0, 1.05, 3.05])
        #expect(Exceedance([]).share(0) == nil)
        #expect(Exceedance([]).points { $0 }.isEmpty)
    }

    @Test(
        "Numbers are written the same everywhere",
        arguments: [
            (0.0, 1, "0.0"), (-0.04, 1, "0.0"), (-0.06, 1, "-0.1"), (2.005, 1, "2.0"), (1_234.5, 0, "1235"),
            (0.999_9, 3, "1.000"), (-.infinity, 1, "–"), (.nan, 2, "–"),
        ])
    func numbers(value: Double, places: Int, text: String) {
        #expect(fixed(value, places) == text)
    }

    @Test(
        "A moment is said in the largest unit that it fills",
        arguments: [
            (EvaluationPoint.seconds(1_800), "30 min"), (.seconds(3_600), "1 h"), (.seconds(90_000), "25 h"),
            (.seconds(86_400), "1 d"), (.events(1), "1 event"), (.events(20), "20 events"),
        ])
    func moments(point: EvaluationPoint, words: String) {
        #expect(point.words == words)
    }
}

/// What is in an SVG file, as a parser of XML sees it.
private final class Page: NSObject, XMLParserDelegate {
    var elements: [String: Int] = [:]
    var attributes: Set<String> = []
    var identifiers: [String] = []
    var texts: [String] = []

    init(_ svg: String) throws {
        super.init()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = self
        if !parser.parse() { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes found: [String: String]
    ) {
        elements[name, default: 0] += 1
        attributes.formUnion(found.keys)
        if let identifier = found["id"] { identifiers.append(identifier) }
        texts.append("")
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if !texts.isEmpty { texts[texts.count - 1] += text }
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) { texts.append("") }
}

/// Holds a text against a kept file. `RECORD_GOLDEN=1` rewrites the file and fails, so that a person reads the change.
func expectGolden(_ text: String, _ name: String, file: StaticString = #filePath) throws {
    let golden = URL(filePath: "\(file)").deletingLastPathComponent().appending(path: "Golden/\(name)")
    if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
        try Data(text.utf8).write(to: golden)
        Issue.record("\(name) was rewritten: read the change, then run without RECORD_GOLDEN")
        return
    }
    #expect(try String(contentsOf: golden, encoding: .utf8) == text)
}
