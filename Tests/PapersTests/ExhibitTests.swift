import Casework
import LineMatching
import Papers
import Telephony
import Testing

struct ExhibitTests {
    @Test("An exhibit is the golden one, the same bytes for the same answer")
    func golden() throws {
        let html = ExhibitPaper(try Example.exhibit()).html
        try expectGolden(html, "exhibit.html")
        #expect(html == ExhibitPaper(try Example.exhibit()).html)
    }

    @Test("It says what it rests on, what would change it, and how to repeat it")
    func whole() throws {
        let html = ExhibitPaper(try Example.exhibit()).html
        let markup = try Markup(String(html.dropFirst("<!DOCTYPE html>\n".count)))
        for words in [
            "Exploratory: answered with settings for searching, not for court.", "never of a person",
            String(repeating: "ab12", count: 16), "98402", "half_life_days", "weight_new_since_closure",
            "07700 900201 matters most", "It stays first whichever one of them is left out",
            "1 of the closed number's 8 contacts is named by no record",
            "Guideline for Evaluative Reporting in Forensic Science", "file 2",
            "--records \\\n  'Thornmere calls.csv'", "--closed +447700900100@2026-03-28T13:07:00Z",
            "Crown Prosecution Service Thornmere", "Ringfence 0.2.0",
        ] {
            #expect(markup.text.contains(words), "\(words)")
        }
        for setting in OpenSetScorer().settings.parameters.keys {
            #expect(markup.text.contains(setting), "\(setting)")
        }
    }

    @Test("Settings frozen for court are marked so, and the command asks for them")
    func confirmatory() throws {
        let html = ExhibitPaper(try Example.exhibit(settings: OpenSetScorer(.confirmatory).settings)).html
        #expect(html.contains("Confirmatory: answered with the settings for court."))
        #expect(html.contains("--settings confirmatory"))
        var other = EvidenceSettings.confirmatory
        other.caps.most = 9
        let changed = ExhibitPaper(try Example.exhibit(settings: OpenSetScorer(other).settings)).html
        #expect(changed.contains("Exploratory"))
    }

    @Test("It stands alone: both statements, the units, the limits, and where the method is told")
    func standsAlone() throws {
        let html = ExhibitPaper(try Example.exhibit()).html
        let markup = try Markup(String(html.dropFirst("<!DOCTYPE html>\n".count)))
        for words in [
            "07700 900151 now serves the line that 07700 900100 served.",
            "sets up in the same trade with people of the same crowd", "logarithm to base ten (log10)",
            "cannot be told from the line’s own new number by contacts alone",
            "Nothing here is an opinion on where a telephone was.", "docs/method",
            "confirm the scale with your forensic provider", "Score, log10", "One event would add, bits",
            "Handset, SIM, place and hours", "are held as they are",
        ] {
            #expect(markup.text.contains(words), "\(words)")
        }
        #expect(!markup.text.contains("matching.md"))
    }

    @Test("Where no successor is found, the exhibit says so, and nowhere else")
    func none() throws {
        let words = "No successor is found among these"
        let weak = [WeighedPart(name: "sharing", log10: 1.25)]
        #expect(ExhibitPaper(try Example.exhibit(parts: weak, score: 1.25)).html.contains(words))
        #expect(!ExhibitPaper(try Example.exhibit()).html.contains(words))
    }

    @Test(
        "A line of thousands of contacts makes no book: the annex holds the heaviest, and says where the rest is"
    )
    func bounded() throws {
        let many = try (0..<500).map { (place: Int) throws -> LineContact in
            LineContact(
                party: try Party(parsing: "id:contact-\(place)"), events: 3, last: Example.closedAt,
                share: 0.0002, popularity: 2, eventsSince: 1, informs: 1, movedTo: nil)
        }
        let shared = try (0..<3_006).map { (place: Int) throws -> SharedContact in
            SharedContact(
                party: try Party(parsing: "id:contact-\(place)"), eventsWithClosed: 3,
                lastWithClosed: Example.closedAt, eventsWithCandidate: 1,
                firstWithCandidate: Example.closedAt,
                popularity: 2, wereInTouchBefore: false, weight: 1)
        }
        let html = ExhibitPaper(
            try Example.exhibit(contacts: many, shared: shared, contactsBefore: 5_006)
        ).html
        #expect(html.utf8.count < 200_000)
        #expect(
            html.contains("Of 5,006, the 100 heaviest. The candidate’s page gives the 500 heaviest as CSV"))
        #expect(
            html.contains("Of 3,006, the 100 that speak for it most. The candidate’s page gives all of them"))
        #expect(html.contains("4,982 more contacts not drawn"))
        #expect(!html.contains("every one"))
    }

    @Test("An answer made before its parts were kept says so, and holds the rest")
    func old() throws {
        let html = ExhibitPaper(try Example.exhibit(contacts: [], parts: [])).html
        #expect(html.contains("made before its parts were kept"))
        #expect(!html.contains("<svg") && html.contains("half_life_days"))
    }

    @Test("Whatever a thing is called, an exhibit is well-formed and loads nothing", arguments: Hostile.names)
    func hostile(name: String) throws {
        let html = ExhibitPaper(
            try Example.exhibit(word: name, parts: [WeighedPart(name: name, log10: 5.25)])
        ).html
        let markup = try Markup(String(html.dropFirst("<!DOCTYPE html>\n".count)))
        #expect(
            Set(markup.names).isDisjoint(with: ["script", "img", "image", "link", "iframe", "object", "form"])
        )
        #expect(!html.contains("url(http"))
        #expect(!markup.attributes.contains { $0.keys.contains { $0.contains("href") || $0 == "src" } })
    }

    @Test(
        "A file’s name is one word to a shell",
        arguments: [
            (name: "calls.csv", word: "calls.csv"), (name: "my calls.csv", word: "'my calls.csv'"),
            (name: "it's.csv", word: "'it'\\''s.csv'"), (name: "$(rm -rf x)", word: "'$(rm -rf x)'"),
            (name: "-x.csv", word: "'./-x.csv'"), (name: "a\nb", word: "'a\nb'"), (name: "", word: "''"),
        ])
    func shellWords(name: String, word: String) { #expect(ExhibitPaper.shellWord(name) == word) }
}
