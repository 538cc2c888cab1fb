import Casework

/// A table as a template draws it.
struct TableView: Sendable {
    struct Column: Sendable {
        let title: String
        let style: String
    }

    struct Cell: Sendable {
        let label: String
        let text: String
        let link: String
        let hasLink: Bool
        let style: String
    }

    struct Row: Sendable {
        let cells: [Cell]
    }

    let caption: String
    let columns: [Column]
    let rows: [Row]
    let isEmpty: Bool
    let whenEmpty: String
    /// Where the same table is to be had as CSV.
    let csv: String
    /// `cards` for a table too wide for a narrow screen, else `compact`.
    let style: String

    init(_ table: Table, csv: String, whenEmpty: String, isCompact: Bool = false) {
        caption = table.caption
        columns = table.columns.map { Column(title: $0.title, style: Self.style(of: $0)) }
        rows = table.rows.map { cells in
            Row(
                cells: cells.enumerated().map { place, cell in
                    Cell(
                        label: table.columns[place].title, text: cell.text, link: cell.link ?? "",
                        hasLink: cell.link != nil, style: Self.style(of: table.columns[place]))
                })
        }
        isEmpty = table.rows.isEmpty
        self.whenEmpty = whenEmpty
        self.csv = csv
        style = isCompact ? "compact" : "cards"
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
