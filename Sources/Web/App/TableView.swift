import Casework
import Papers

/// A table as a template draws it.
struct TableView: Sendable {
    struct Column: Sendable {
        let title: String
        let style: String
    }

    let caption: String
    let columns: [Column]
    /// The rows as HTML. A long table has thousands of cells, and a template looks up each part of each by reflection,
    /// which takes a hundred times as long as writing it.
    let body: String
    let isEmpty: Bool
    let whenEmpty: String
    /// Where the same table is to be had as CSV.
    let csv: String
    /// `cards` for a table too wide for a narrow screen, else `compact`.
    let style: String

    init(_ table: Table, csv: String, whenEmpty: String, isCompact: Bool = false) {
        caption = table.caption
        columns = table.columns.map { Column(title: $0.title, style: Self.style(of: $0)) }
        body = Self.body(of: table)
        isEmpty = table.rows.isEmpty
        self.whenEmpty = whenEmpty
        self.csv = csv
        style = isCompact ? "compact" : "cards"
    }

    private static func body(of table: Table) -> String {
        let openings = table.columns.map { column in
            "<td class=\"\(style(of: column))\" data-label=\"\(escaped(column.title))\">"
        }
        return table.rows.reduce(into: "") { html, cells in
            html += "<tr>"
            for (cell, opening) in zip(cells, openings) {
                html += opening
                if let link = cell.link {
                    html += "<a\(hasLongWord(cell.text) ? " class=\"long\"" : "") href=\"\(escaped(link))\">"
                }
                html += escaped(cell.text)
                html += cell.link == nil ? "</td>" : "</a></td>"
            }
            html += "</tr>\n"
        }
    }

    /// Whether a word is longer than a column may be wide: a file's name, a digest.
    private static func hasLongWord(_ text: String) -> Bool {
        text.split(separator: " ").contains { $0.count > 24 }
    }

    private static func style(of column: Table.Column) -> String {
        switch column.content {
        case .text: "text"
        case .number: "numeric"
        case .party: "party"
        case .time: "time"
        }
    }
}

/// One thing to put right in a form, and the field it is about.
struct Problem: Sendable {
    let text: String
    let field: String
}

/// What is wrong at one field of a form, shown beside it.
struct FieldProblem: Sendable {
    let isThere: Bool
    let text: String

    static let none = FieldProblem(isThere: false, text: "")

    static func at(_ field: String, _ problems: [Problem]) -> FieldProblem {
        problems.first { $0.field == field }.map { FieldProblem(isThere: true, text: $0.text) } ?? .none
    }
}

/// A term and what it is, in a summary list.
struct Fact: Sendable {
    let term: String
    let text: String
}

/// What is wrong with a form that says one thing at a time: for its top, and for the field it is about.
struct FormProblems: Sendable {
    let problems: [Problem]
    let hasProblems: Bool

    static let none = FormProblems("", at: "")

    init(_ text: String, at field: String) {
        problems = text.isEmpty ? [] : [Problem(text: text, field: field)]
        hasProblems = !text.isEmpty
    }

    func at(_ field: String) -> FieldProblem { .at(field, problems) }
}
