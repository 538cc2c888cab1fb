import Casework
import LineMatching
import Papers
import Testing

struct DrawingTests {
    private static let scale = AnswerScale(OpenSetScorer().settings, weighed: 4_021)

    @Test("The waterfall is the golden one: bars from nought to the total, and what is reported of it")
    func waterfall() throws {
        let svg = Drawings.waterfall(try Example.suggestion(), of: Self.scale)
        try expectGolden(svg, "waterfall.svg")
        let markup = try Markup(svg)
        #expect(markup.names.prefix(3) == ["svg", "title", "desc"])
        for words in [
            "Whose contacts", "+14.1", "−0.8", "All parts together", "+17.4", "What is reported of it",
            "+12.0",
        ] {
            #expect(markup.text.contains(words), "\(words)")
        }
    }

    @Test("The picture of contacts is the golden one: who was taken up, when, and who moved")
    func contacts() throws {
        let suggestion = try Example.suggestion()
        let trace = try Example.trace([suggestion])
        let closed = try Example.exhibit().closure
        let svg = Drawings.contacts(trace.contacts(beside: suggestion), of: trace, suggestion, closed: closed)
        try expectGolden(svg, "contacts.svg")
        let text = try Markup(svg).text
        for words in [
            "07700 900201", "15 min", "now 07700 900299", "no record since", "not with this number",
            "2.8 days",
        ] {
            #expect(text.contains(words), "\(words)")
        }
    }

    @Test("What is not known is not drawn")
    func nothing() throws {
        #expect(Drawings.waterfall(try Example.suggestion(parts: []), of: Self.scale).isEmpty)
        #expect(ContactPicture(closed: "a", candidate: "b", [], hidden: 0).svg.isEmpty)
    }

    @Test("Whatever a thing is called, drawings are well-formed and run nothing", arguments: Hostile.names)
    func hostile(name: String) throws {
        let bars = Waterfall([.init(name, bits: 2), .init(name, bits: -5)], total: -3).svg
        let rows = [
            ContactPicture.Row(name, share: 0.5, .unknown, movedTo: name),
            ContactPicture.Row(name, share: 0.5, .taken(events: 2, hoursAfterClosure: 1)),
        ]
        let picture = ContactPicture(closed: name, candidate: name, rows, hidden: 9).svg
        for svg in [bars, picture] {
            let markup = try Markup(svg)
            let known: Set = ["svg", "title", "desc", "text", "rect", "line", "path", "circle", "pattern"]
            #expect(Set(markup.names).isSubset(of: known), "\(markup.names)")
            #expect(
                !markup.attributes.contains { $0.keys.contains { $0.hasPrefix("on") || $0.contains("href") } }
            )
        }
    }

    @Test(
        "Whatever the figures, every bar stays on the paper",
        arguments: [
            [0.0], [0, 0], [1e-9, -1e-9], [3, -9, 4], [-40, 2], [250, -3, 1], [900], [-0.04, 0.04],
        ])
    func scales(bits: [Double]) throws {
        let total = bits.reduce(0, +)
        let svg = Waterfall(
            bits.enumerated().map { .init("Part \($0.offset)", bits: $0.element) }, total: total,
            reported: total / 2
        ).svg
        for attributes in try Markup(svg).attributes where attributes["fill"] != nil {
            guard let x = attributes["x"].flatMap(Double.init),
                let width = attributes["width"].flatMap(Double.init)
            else { continue }
            #expect(x >= 0 && x + width <= 340 && width > 0, "\(attributes)")
        }
    }

    @Test("Twenty-four contacts are drawn at most, each on a row of its own")
    func rows() throws {
        let rows = (0..<24).map {
            ContactPicture.Row(
                "07700 9001\($0)", share: 1 / Double($0 + 2), $0.isMultiple(of: 3) ? .unknown : .elsewhere,
                movedTo: $0.isMultiple(of: 5) ? "07700 900999" : "")
        }
        let markup = try Markup(ContactPicture(closed: "c", candidate: "x", rows, hidden: 7).svg)
        let lines = zip(markup.names, markup.attributes).filter { $0.0 == "text" }
            .compactMap { $0.1["y"].flatMap(Double.init) }
        let places = Set(lines).sorted()
        #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 >= 10 })
        #expect(markup.text.contains("7 more contacts not drawn"))
    }

    @Test("Contacts taken up are drawn first, and room is kept for those that were not")
    func chosen() throws {
        let (contacts, shared) = (try Example.contacts(), try Example.shared())
        let all = (0..<60).map { place in
            ContactStory(contacts[place % 8], shared: place < 30 ? nil : shared[0])
        }
        let chosen = all.chosen(24)
        #expect(chosen.count == 24)
        #expect(chosen.count { $0.shared != nil } == 16)
        #expect(all.prefix(20).map(\.shared) == Array(all).chosen(60).prefix(20).map(\.shared))
        #expect(Array(all.suffix(30)).chosen(24).allSatisfy { $0.shared != nil })
    }
}
