import CallRecords
import Casework
import Papers
import Watching

/// The owner's page: every suggestion so far, the newest first, asked for again every second without a script.
struct WatchPage {
    private let suggestions: [WatchSuggestion]
    private let status: WatchStatus
    private let isRefreshed: Bool

    init(_ suggestions: [WatchSuggestion], _ status: WatchStatus, isRefreshed: Bool) {
        (self.suggestions, self.status, self.isRefreshed) = (suggestions.reversed(), status, isRefreshed)
    }

    static func table(_ suggestions: [WatchSuggestion]) -> Table {
        Table(
            "Suggestions",
            [
                .number("No.", "number"), .time("At", "at"), .text("Line", "line"),
                .party("Number", "candidate"),
                .text("What is held is", "strength"), .number("Ratio", "ratio"),
                .number("Contacts", "contacts"),
                .number("Events", "events"), .number("Since closure", "hours_since_closure"),
            ],
            suggestions.map(cells))
    }

    private static func cells(of row: WatchSuggestion) -> [Table.Cell] {
        let ratio = row.log10Ratio.map { Words.times(log10Ratio: $0) } ?? ""
        let contacts: Table.Cell = row.sharedContacts.map { .number($0) } ?? .init("")
        let events: Table.Cell = row.events.map { .number($0) } ?? .init("")
        return [
            .number(row.number), time(row.at), .init(row.line), .init(row.candidate),
            .init(row.strength ?? "withdrawn: it was there before the closure"), .init(ratio), contacts,
            events,
            .hours(row.hoursSinceClosure),
        ]
    }

    private static func time(_ text: String) -> Table.Cell { .time(try? Instant(parsing: text)) }

    var html: String {
        let view = TableView(Self.table(suggestions), csv: "/suggestions.csv", whenEmpty: "")
        let heads = view.columns.map { "<th scope=\"col\" class=\"\($0.style)\">\(escaped($0.title))</th>" }
            .joined()
        let list =
            view.isEmpty
            ? "<p class=\"none\">No number has reached the level asked for.</p>"
            : """
            <div class="table" role="region" aria-label="Suggestions" tabindex="0"><table class="\(view.style)">
            <caption>Suggestions</caption><thead><tr>\(heads)</tr></thead><tbody>
            \(view.body)</tbody></table></div>
            <p class="csv"><a href="/suggestions.csv">Download this table as CSV</a></p>
            """
        let refresh = isRefreshed ? "<meta http-equiv=\"refresh\" content=\"1\">\n" : ""
        let rest =
            isRefreshed
            ? "<p>This page is asked for again every second. <a href=\"/?refresh=off\">Hold it still</a></p>"
            : "<p>This page is held still. <a href=\"/\">Follow what comes</a></p>"
        return """
            <!DOCTYPE html>
            <html lang="en-GB">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            \(refresh)<title>Suggestions – Ringfence watch</title>
            <link rel="stylesheet" href="/assets/ringfence.css">
            </head>
            <body>
            <header class="site"><div class="width"><a class="brand" href="/">Ringfence watch</a></div></header>
            <div class="width"><main id="main">
            <h1>Suggestions under order \(escaped(status.order))</h1>
            \(list)
            \(rest)
            <p>\(escaped(Words.scoreCaution))</p>
            <p>\(escaped(Words.streamCaution))</p>
            <p>The words for a ratio are those of: \(escaped(Words.scaleSource))</p>
            <p>\(Format.count(status.parties, "number")) seen. Contacts are not shown, and do not leave this machine.</p>
            </main></div>
            </body>
            </html>

            """
    }
}
