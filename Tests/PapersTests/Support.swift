import CallRecords
import Casework
import Foundation
import FoundationXML
import LineMatching
import Telephony
import Testing

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

/// What an XML parser makes of a drawing or a paper.
final class Markup: NSObject, XMLParserDelegate {
    private(set) var names: [String] = []
    private(set) var attributes: [[String: String]] = []
    private(set) var text = ""

    /// - Throws: the parser's error where it is not well-formed.
    init(_ xml: String) throws {
        super.init()
        let parser = XMLParser(data: Data(xml.utf8))
        parser.delegate = self
        guard parser.parse() else { throw parser.parserError ?? CocoaError(.formatting) }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        names.append(name)
        self.attributes.append(attributes)
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}

/// What somebody might call a thing who wishes harm to its readers.
enum Hostile {
    static let names = [
        "<script>alert(1)</script>", "\"/><image href='//x'/>", "]]>&amp;<!--",
        "a\u{0}b\u{1B}[31m\u{202E}c\u{FFFE}",
        "'; DROP TABLE line; --", "&lt;&#0;", String(repeating: "W", count: 300), "𝕏🏴\u{301}\u{301}", "",
    ]
}

/// A closed number of eight contacts, of whom a candidate took up five, and one moved itself.
enum Example {
    static let closedAt = Instant(seconds: 1_774_703_220)

    static func number(_ last: Int) throws -> Party { try Party(parsing: "07700 900\(last)") }

    static func contacts() throws -> [LineContact] {
        try (0..<8).map { (place: Int) throws -> LineContact in
            let informs = 1.5 - 0.1 * Double(place)
            let movedTo: Party? = place == 2 ? try number(299) : nil
            return LineContact(
                party: try number(201 + place), events: 40 - 4 * place, last: last(place),
                share: Double(8 - place) / 36, popularity: 3 + place, eventsSince: place == 5 ? 0 : 4,
                informs: informs, movedTo: movedTo)
        }
    }

    static func shared() throws -> [SharedContact] {
        try [0, 1, 2, 3, 6].map { (place: Int) throws -> SharedContact in
            let first = closedAt.adding(seconds: Int64(900 + place * 40_000))
            let weight = 1.5 - 0.1 * Double(place)
            return SharedContact(
                party: try number(201 + place), eventsWithClosed: 40 - 4 * place, lastWithClosed: last(place),
                eventsWithCandidate: 1 + place, firstWithCandidate: first, popularity: 3 + place,
                wereInTouchBefore: place == 6, weight: weight)
        }
    }

    private static func last(_ place: Int) -> Instant {
        closedAt.adding(seconds: -Int64(place + 1) * 5_000)
    }

    static func suggestion(
        _ place: Int = 1, parts: [WeighedPart]? = nil, score: Double = 5.25,
        shared: [SharedContact]? = nil
    ) throws -> Suggestion {
        Suggestion(
            place: place, rank: Double(place),
            candidate: Candidate(
                party: try number(150 + place), score: score, sharedContacts: try shared ?? self.shared(),
                firstContact: closedAt.adding(seconds: 900), firstSeen: closedAt.adding(seconds: 600),
                contactsSince: 9),
            parts: parts ?? [
                WeighedPart(name: "sharing", log10: -0.5), WeighedPart(name: "who", log10: 4.25),
                WeighedPart(name: "against-whom", log10: -0.25), WeighedPart(name: "newcomer", log10: 1.75),
            ],
            leaveOneOut: LeaveOneOut(
                lowest: 3.5, highest: 5, contact: try number(201), without: 3.5, rival: 1.25))
    }

    static func trace(
        _ suggestions: [Suggestion], settings: ScorerSettings = OpenSetScorer().settings,
        contacts: [LineContact]? = nil, contactsBefore: Int = 8
    ) throws -> Trace {
        Trace(
            id: 3, closureID: 1, ranAt: closedAt.adding(seconds: 90_000), until: nil, settings: settings,
            software: "0.2.0",
            view: Ranking.View(
                weighed: 4_021, eventsBefore: 90_210, eventsAfter: 8_123, contacts: contactsBefore,
                contactsSeenAfter: 7,
                closedNumberEventsAfter: 0), fileIDs: [1, 2], suggestions: suggestions,
            contacts: try contacts ?? self.contacts())
    }

    static func exhibit(
        settings: ScorerSettings = OpenSetScorer().settings, word: String = "Thornmere",
        contacts: [LineContact]? = nil, parts: [WeighedPart]? = nil, score: Double = 5.25,
        shared: [SharedContact]? = nil, contactsBefore: Int = 8
    ) throws -> Exhibit {
        let first = try suggestion(parts: parts, score: score, shared: shared)
        var reading = Reading()
        (reading.rows, reading.events, reading.quarantined) = (98_402, 98_333, 69)
        let file = OperationFile(
            entry: RecordFileEntry(
                id: 1, sha256: String(repeating: "ab12", count: 16), name: "\(word) calls.csv",
                byteCount: 8_123_456, layout: "ringfence", zone: "stated", importedAt: closedAt,
                reading: reading),
            operationID: 1, authorisationID: nil, by: "A. Analyst", at: closedAt, check: ReturnCheck(),
            isRemoved: false)
        return Exhibit(
            closure: Closure(
                id: 1, lineID: 1, party: try number(100), closedAt: closedAt, kind: .order,
                recordedAt: closedAt),
            line: Line(id: 1, name: "Ash \(word)", recordedAt: closedAt), operation: "Larch \(word)",
            trace: try trace(
                [first, try suggestion(2, score: 1.25)], settings: settings, contacts: contacts,
                contactsBefore: contactsBefore),
            suggestion: first, files: [file],
            handing: .init(
                recipient: "Crown Prosecution Service \(word)", reason: "Disclosure \(word)",
                by: "A. Analyst", at: closedAt.adding(seconds: 99_000)))
    }
}
