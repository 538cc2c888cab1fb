import CallRecords
import LineMatching
import Telephony

/// What stands behind an answer.
extension Tables {
    /// - Parameter answer: says what a score is worth.
    package static func parts(_ suggestion: Suggestion, of answer: AnswerScale) -> Table {
        var reached = 0.0
        var rows = suggestion.parts.map { part -> [Table.Cell] in
            reached += part.log10
            return [
                .init(Words.title(of: part), value: part.name), bits(part.log10), bits(reached),
                log10(part.log10), .init(Words.explained(part, by: suggestion.candidate.attributes)),
            ]
        }
        let score = suggestion.candidate.score
        if !rows.isEmpty {
            rows.append([
                .init("All parts together", value: "total"), bits(score), bits(score), log10(score),
                .init(""),
            ])
        }
        if !rows.isEmpty, let reported = answer.log10Ratio(score), abs(reported) < abs(score) - 1e-9 {
            rows.append([
                .init("What is reported of it", value: "reported"), bits(reported), bits(reported),
                log10(reported), .init("No more than known cases and the numbers weighed bear out."),
            ])
        }
        return Table(
            "What each part of the evidence adds",
            [
                .text("Part", "part"), .number("Bits", "bits"), .number("Bits so far", "bits_so_far"),
                .number("Log10", "log10"), .text("What it weighs", "meaning"),
            ], rows)
    }

    private static func bits(_ log10: Double) -> Table.Cell {
        let bits = WeighedPart(name: "", log10: log10).bits
        return .init(Words.signed(bits), value: Format.decimal(bits, 6))
    }

    private static func log10(_ value: Double) -> Table.Cell {
        .init(Format.decimal(value, 3).replacing("-", with: "−"), value: Format.decimal(value, 9))
    }

    package static func contacts(_ stories: [ContactStory], closedAt: Instant) -> Table {
        Table(
            "The closed number’s contacts, before and since",
            [
                .party("Contact", "contact"), .number("Events before", "events_before"),
                .number("Share of the line", "share"), .time("Last before", "last_before"),
                .number("Events with candidate", "events_with_candidate"),
                .time("First with candidate", "first_with_candidate"),
                .number("After closure", "hours_after_closure"), .party("Moved to", "moved_to"),
                .text("Since the closure", "since"),
            ], stories.map { row(of: $0, closedAt) })
    }

    private static func row(of story: ContactStory, _ closedAt: Instant) -> [Table.Cell] {
        let (contact, shared) = (story.contact, story.shared)
        return [
            party(contact.party), .number(contact.events),
            .init(percent(contact.share), value: Format.decimal(contact.share, 6)), .time(contact.last),
            shared.map { .number($0.eventsWithCandidate) } ?? .init(""),
            .time(shared?.firstWithCandidate), .hours(shared?.firstWithCandidate.hours(since: closedAt)),
            contact.movedTo.map { party($0) } ?? .init(""), .init(Words.since(story)),
        ]
    }

    /// `12.5 %`.
    static func percent(_ share: Double) -> String { "\(Format.decimal(share * 100, 1)) %" }

    package static func furtherRecords(_ further: FurtherRecords) -> Table {
        Table(
            "Records that would help most",
            [
                .party("Contact", "contact"), .number("Events before", "events_before"),
                .number("Share of the line", "share"), .number("Numbers in touch with", "popularity"),
                .number("One event would add, bits", "bits_an_event"),
            ],
            further.wanted.map {
                [
                    party($0.party), .number($0.events),
                    .init(percent($0.share), value: Format.decimal($0.share, 6)), .number($0.popularity),
                    bits($0.informs),
                ]
            })
    }

    /// Every setting that an answer was given with.
    package static func settings(_ settings: ScorerSettings) -> Table {
        Table(
            "Settings", [.text("Setting", "setting"), .number("Value", "value")],
            settings.parameters.sorted { $0.key < $1.key }.map { [.init($0.key), .init("\($0.value)")] })
    }
}

extension Words {
    /// What the records tell of a contact since the closure.
    static func since(_ story: ContactStory) -> String {
        if let shared = story.shared {
            return shared.wereInTouchBefore ? "With the candidate, as before" : "With the candidate"
        }
        return story.contact.eventsSince == 0
            ? "No record since" : "Not with the candidate"
    }
}

extension Tables {
    /// The files of an answer, by which anybody can tell whether they have the same ones.
    package static func usedFiles(_ files: [OperationFile]) -> Table {
        Table(
            "Files whose records were used",
            [
                .number("File", "file"), .text("Name", "name"), .text("Layout", "layout"),
                .number("Bytes", "bytes"), .number("Rows", "rows"), .number("Events", "events"),
                .number("Quarantined", "quarantined"), .text("SHA-256", "sha256"),
            ],
            files.map { file in
                let (entry, reading) = (file.entry, file.entry.reading)
                return [
                    .init("\(entry.id)"), .init(entry.name), .init(entry.layout), .number(entry.byteCount),
                    .number(reading.rows), .number(reading.events), .number(reading.quarantined),
                    .init(entry.sha256),
                ]
            })
    }
}
