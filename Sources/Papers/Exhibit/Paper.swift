import Casework

/// A document for paper, written piece by piece: HTML that needs nothing from outside and runs nothing.
struct Paper {
    private(set) var body = ""

    /// - Parameter isAnnex: begins a new page.
    mutating func heading(_ text: String, isAnnex: Bool = false) {
        body += "<h2\(isAnnex ? " class=\"annex\"" : "")>\(Self.shown(text))</h2>\n"
    }

    mutating func text(_ text: String, _ style: String = "") {
        let mark = style.isEmpty ? "" : " class=\"\(style)\""
        body += "<p\(mark)>\(Self.shown(text))</p>\n"
    }

    /// What is to be typed as it stands.
    mutating func command(_ text: String) { body += "<pre>\(Self.shown(text))</pre>\n" }

    /// - Parameter svg: as a drawing gave it; nothing is shown where it is empty.
    mutating func drawing(_ svg: String) {
        if !svg.isEmpty { body += "<figure>\(svg)</figure>\n" }
    }

    mutating func facts(_ facts: [(term: String, text: String)]) {
        body += "<dl>\n"
        for fact in facts {
            body += "<div><dt>\(Self.shown(fact.term))</dt><dd>\(Self.shown(fact.text))</dd></div>\n"
        }
        body += "</dl>\n"
    }

    /// - Parameter isExact: shows what a program reads: whole digests, times in UTC.
    mutating func table(_ table: Table, isExact: Bool = false, whenEmpty: String = "None.") {
        guard !table.rows.isEmpty else { return text("\(table.caption): \(whenEmpty)") }
        let styles = [
            // Few enough rows not to be torn apart, few enough columns not to be pulled apart.
            table.rows.count <= 9 ? "whole" : nil, table.columns.count <= 2 ? "narrow" : nil,
        ].compactMap { $0 }
        let mark = styles.isEmpty ? "" : " class=\"\(styles.joined(separator: " "))\""
        body += "<table\(mark)>\n<caption>\(Self.shown(table.caption))</caption>\n<thead><tr>"
        for column in table.columns {
            body += "<th scope=\"col\"\(Self.style(of: column))>\(Self.shown(column.title))</th>"
        }
        body += "</tr></thead>\n<tbody>\n"
        for row in table.rows {
            body += "<tr>"
            for (column, cell) in zip(table.columns, row) {
                body += "<td\(Self.style(of: column))>\(Self.shown(isExact ? cell.value : cell.text))</td>"
            }
            body += "</tr>\n"
        }
        body += "</tbody>\n</table>\n"
    }

    private static func style(of column: Table.Column) -> String {
        switch column.content {
        case .number: " class=\"numeric\""
        case .party: " class=\"party\""
        case .time: " class=\"time\""
        case .text: ""
        }
    }

    private static func shown(_ text: String) -> String { escaped(text.drawable) }

    func html(title: String, heading: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en-GB">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
        <title>\(Self.shown(title))</title>
        <style>
        \(Self.style)</style>
        </head>
        <body>
        <main>
        <h1>\(Self.shown(heading))</h1>
        \(body)</main>
        </body>
        </html>

        """
    }

    private static let style = """
        body { margin: 0 auto; padding: 1rem; max-width: 50rem; color: #0b0c0c; background: #fff;
          font: 1rem/1.45 Arial, "Liberation Sans", Helvetica, sans-serif; }
        h1 { font-size: 1.6rem; line-height: 1.2; overflow-wrap: anywhere; }
        h2 { margin: 1.75rem 0 .5rem; font-size: 1.2rem; break-after: avoid; }
        p { max-width: 44rem; margin: 0 0 .75rem; overflow-wrap: anywhere; }
        .mark { display: inline-block; margin: 0 0 1rem; padding: .35rem .75rem; border: .15rem solid #0b0c0c; font-weight: bold; }
        .inset { padding-left: .75rem; border-left: .3rem solid #b1b4b6; }
        .quiet { color: #484d50; font-size: .9rem; }
        dl { margin: 0 0 1rem; border-top: 1px solid #b1b4b6; }
        dl div { display: grid; grid-template-columns: 11rem 1fr; gap: 0 1rem; padding: .3rem 0; border-bottom: 1px solid #b1b4b6;
          break-inside: avoid; }
        dt { font-weight: bold; }
        dd { margin: 0; overflow-wrap: anywhere; }
        figure { margin: 0 0 1rem; break-inside: avoid; }
        svg { display: block; width: 100%; max-width: 30rem; height: auto; }
        table { width: 100%; margin: 0 0 1rem; border-collapse: collapse; font-size: .8rem; line-height: 1.3;
          font-variant-numeric: tabular-nums; }
        caption { padding: .25rem 0; text-align: left; font-weight: bold; }
        th, td { padding: .25rem .5rem .25rem 0; border-bottom: 1px solid #b1b4b6; text-align: left; vertical-align: top;
          overflow-wrap: anywhere; }
        th { vertical-align: bottom; overflow-wrap: normal; }
        td { min-width: 4rem; }
        .numeric { min-width: 0; text-align: right; overflow-wrap: normal; }
        .annex { break-before: page; }
        .whole { break-inside: avoid; }
        .narrow { width: auto; min-width: 24rem; }
        .time { min-width: 5.5rem; }
        .party { white-space: nowrap; overflow-wrap: normal; }
        tr { break-inside: avoid; }
        caption, thead { break-after: avoid; }
        thead { display: table-header-group; }
        pre { padding: .5rem .75rem; border: 1px solid #b1b4b6; font: .85rem/1.4 "Liberation Mono", "Courier New", monospace;
          white-space: pre-wrap; overflow-wrap: anywhere; break-inside: avoid; }
        p:has(+ pre) { break-after: avoid; }
        @media screen and (max-width: 40rem) {
          main { overflow-x: auto; }
          dl div { grid-template-columns: 1fr; }
        }
        @page { size: A4; margin: 16mm 14mm 18mm; @bottom-right { content: counter(page) " of " counter(pages); font: 8pt Arial, sans-serif; } }
        @media print {
          html { font-size: 9.5pt; }
          svg { max-width: 22rem; }
          body { padding: 0; max-width: none; }
          table { font-size: 7.5pt; }
          .time, td.numeric { white-space: nowrap; }
        }

        """
}
