import Access
import CallRecords
import Casework
import SQL
import Synthesis
import Telephony

extension Loader {
    func loadPeople() async throws {
        let nation = nation
        let recorded = SQLValue(nation.settings.now.adding(seconds: -200 * 86_400))
        try await fill(
            "person", ["id", "operation_id", "name", "aliases", "born", "summary", "recorded_us"],
            nation.people.count
        ) { place in
            let person = nation.people[place]
            return [
                [
                    SQLValue(place: place), SQLValue(place: person.operation), .text(person.name),
                    .text(person.alias),
                    .text("\(1_970 + place % 40)"), .text(person.summary), recorded,
                ]
            ]
        }
        try await fill("person_role", ["person_id", "role"], nation.people.count) { place in
            let all = PersonRole.allCases
            let roles = Set([all[place % all.count], all[place / 3 % all.count]])
            return roles.map { [SQLValue(place: place), .text($0.rawValue)] }
        }
        try await fill("person_line", ["person_id", "line_id"], nation.people.count) { place in
            nation.people[place].lines.map { [SQLValue(place: place), SQLValue(place: $0)] }
        }
    }

    /// The handset of each line's last number.
    func loadIdentifiers() async throws {
        let nation = nation
        try await fill(
            "identifier", ["id", "operation_id", "kind", "value", "written", "recorded_us"],
            nation.lines.count
        ) { place in
            let line = nation.lines[place]
            let identifier = Self.identifier(of: line, nation)
            return [
                [
                    SQLValue(place: place), SQLValue(place: line.operation), .text(identifier.kind.rawValue),
                    .text(identifier.description), .text(identifier.description),
                    SQLValue(nation.numbers[line.numbers.lowerBound].from),
                ]
            ]
        }
        try await fill(
            "identifier_use", ["id", "identifier_id", "line_id", "from_us", "source", "recorded_us"],
            nation.lines.count
        ) { place in
            let from = SQLValue(nation.numbers[nation.lines[place].numbers.upperBound - 1].from)
            return [
                [
                    SQLValue(place: place), SQLValue(place: place), SQLValue(place: place), from, "Records",
                    from,
                ]
            ]
        }
    }

    static func identifier(of line: Nation.Line, _ nation: Nation) -> Identifier {
        .imei(nation.handset(ofNumber: line.numbers.upperBound - 1))
    }

    /// Three to a line, and one to every second person.
    func loadNotes() async throws {
        let nation = nation
        let columns = ["operation_id", "subject_kind", "subject_id", "text", "written_by", "written_us"]
        try await fill("note", columns, nation.lines.count) { place in
            let line = nation.lines[place]
            return (0..<3).map { number in
                [
                    SQLValue(place: line.operation), "line", SQLValue(place: place), .text(line.summary),
                    "A. Writer",
                    SQLValue(nation.settings.now.adding(seconds: Int64(number - 40) * 86_400)),
                ]
            }
        }
        try await fill("note", columns, nation.people.count) { place in
            guard place % 2 == 0 else { return [] }
            let person = nation.people[place]
            return [
                [
                    SQLValue(place: person.operation), "person", SQLValue(place: place),
                    "Seen at the usual place.",
                    "A. Writer", SQLValue(nation.settings.now.adding(seconds: -30 * 86_400)),
                ]
            ]
        }
    }

    // MARK: Search

    private struct Found {
        let subject: Subject
        let operation: Int
        let text: String
        let terms: Set<String>
    }

    /// The entries that the store keeps of each subject's names and digits.
    func loadSearch() async throws {
        let nation = nation
        let entries = Self.entries(of: nation)
        try await fill(
            "search_entry", ["id", "operation_id", "subject_kind", "subject_id", "text"], entries.count
        ) {
            place in
            let entry = entries[place]
            return [
                [
                    SQLValue(place: place), SQLValue(place: entry.operation),
                    .text(entry.subject.kind.rawValue),
                    .integer(entry.subject.id), .text(entry.text),
                ]
            ]
        }
        try await fill("search_term", ["term", "entry_id"], entries.count) { place in
            entries[place].terms.map { [.text($0), SQLValue(place: place)] }
        }
    }

    private static func entries(of nation: Nation) -> [Found] {
        func named(_ kind: Subject.Kind, _ place: Int, _ operation: Int, _ names: [String]) -> [Found] {
            names.filter { !$0.isEmpty }.map {
                Found(
                    subject: Subject(kind, Int64(place + 1)), operation: operation, text: $0,
                    terms: SearchTerms.kept($0))
            }
        }
        var found = nation.operations.enumerated().flatMap { named(.operation, $0, $0, [$1.name]) }
        found += nation.lines.enumerated().flatMap { named(.line, $0, $1.operation, [$1.name] + $1.aliases) }
        found += nation.people.enumerated().flatMap { named(.person, $0, $1.operation, [$1.name, $1.alias]) }
        found += nation.files.indices.flatMap {
            named(.authorisation, $0, nation.lines[nation.files[$0].line].operation, [reference($0)])
        }
        found += nation.lines.enumerated().map { place, line in
            let digits = String(identifier(of: line, nation).description.drop { $0 != ":" }.dropFirst())
            return Found(
                subject: Subject(.identifier, Int64(place + 1)), operation: line.operation, text: digits,
                terms: ["#" + String(digits.reversed())])
        }
        found += nation.numbers.enumerated().map { place, number in
            let party = nation.party(place)
            return Found(
                subject: Subject(.number, Int64(place + 1)), operation: nation.lines[number.line].operation,
                text: Format.party(party), terms: [SearchTerms.kept(party)])
        }
        return found
    }
}
