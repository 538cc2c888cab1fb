import CallRecords

/// A table as it is shown on a page, printed by a command and exported as CSV: one source for all three.
package struct Table: Sendable, Hashable {
    package struct Column: Sendable, Hashable {
        package let title: String
        /// Name in exports.
        package let key: String
        package let content: Content
        package var isNumeric: Bool { content == .number }
    }

    package enum Content: Sendable, Hashable {
        case text, number, time
        /// A telephone number or another party's name, not broken over lines.
        case party
    }

    package struct Cell: Sendable, Hashable {
        /// As a person reads it.
        package let text: String
        /// As a program reads it: times in UTC, numbers in E.164 form.
        package let value: String
        package var link: String?

        package init(_ text: String, value: String? = nil, link: String? = nil) {
            (self.text, self.value, self.link) = (text, value ?? text, link)
        }
    }

    package let caption: String
    package let columns: [Column]
    package let rows: [[Cell]]

    package init(_ caption: String, _ columns: [Column], _ rows: [[Cell]]) {
        (self.caption, self.columns, self.rows) = (caption, columns, rows)
    }

    /// The first rows alone.
    package func first(_ most: Int) -> Table { Table(caption, columns, Array(rows.prefix(most))) }

    /// RFC 4180, a header row first, CRLF line ends.
    package var csv: String {
        let lines = [columns.map(\.key)] + rows.map { $0.map { Self.safe($0.value) } }
        return lines.map { $0.map(RingfenceCSV.quoted).joined(separator: ",") + "\r\n" }.joined()
    }

    /// A cell that no spreadsheet takes for a formula. E.164 numbers begin with + and stay as they are.
    private static func safe(_ value: String) -> String {
        guard let first = value.utf8.first else { return value }
        let isFormula = [UInt8(ascii: "="), UInt8(ascii: "@"), 9, 13].contains(first)
        let isSigned = first == UInt8(ascii: "+") || first == UInt8(ascii: "-")
        let isPlainNumber = value.dropFirst().utf8.allSatisfy {
            (48...57).contains($0) || $0 == UInt8(ascii: ".")
        }
        return isFormula || (isSigned && !isPlainNumber) ? "'" + value : value
    }

    /// Columns of text for a terminal, numbers to the right.
    package var plainText: String {
        guard !rows.isEmpty else { return caption + ": none\n" }
        let widths = columns.indices.map { place in
            max(columns[place].title.count, rows.map { $0[place].text.count }.max() ?? 0)
        }
        func line(_ cells: [String]) -> String {
            var text = ""
            for (place, cell) in cells.enumerated() {
                let padding = String(repeating: " ", count: widths[place] - cell.count)
                text += (place > 0 ? "  " : "") + (columns[place].isNumeric ? padding + cell : cell + padding)
            }
            while text.last == " " { text.removeLast() }
            return text + "\n"
        }
        let rule = line(widths.map { String(repeating: "─", count: $0) })
        return line(columns.map(\.title)) + rule + rows.map { line($0.map(\.text.onOneLine)) }.joined()
    }
}

extension Table.Column {
    package static func text(_ title: String, _ key: String) -> Self {
        .init(title: title, key: key, content: .text)
    }
    package static func number(_ title: String, _ key: String) -> Self {
        .init(title: title, key: key, content: .number)
    }
    package static func time(_ title: String, _ key: String) -> Self {
        .init(title: title, key: key, content: .time)
    }
    package static func party(_ title: String, _ key: String) -> Self {
        .init(title: title, key: key, content: .party)
    }
}

extension Table.Cell {
    package static func time(_ instant: Instant?) -> Self {
        .init(instant.map(Format.shortTime) ?? "", value: instant?.description ?? "")
    }
    package static func number(_ value: Int, link: String? = nil) -> Self {
        .init(Format.number(value), value: String(value), link: link)
    }
    package static func hours(_ hours: Double?, none: String = "") -> Self {
        .init(hours.map(Format.hours) ?? none, value: hours.map { Format.decimal($0, 2) } ?? "")
    }
}
