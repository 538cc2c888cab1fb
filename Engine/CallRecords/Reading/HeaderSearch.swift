/// Looks for the row that names a layout's columns, past the banner lines that providers print above it.
struct HeaderSearch {
    struct Found {
        let plan: RowPlan
        let next: Int
        let line: Int
        let preambleLines: Int
    }

    let layout: Layout
    let delimiter: UInt8
    /// Columns that the best row seen does not name.
    private(set) var missing: [String]
    /// The text of the best row seen.
    private(set) var seen = ""

    init(layout: Layout, delimiter: UInt8) {
        self.layout = layout
        self.delimiter = delimiter
        missing = layout.columns.required.map(\.description)
    }

    mutating func find(_ bytes: RawSpan, from start: Int, isFinal: Bool) throws(FileRefusal) -> Found? {
        var scanner = RowScanner(delimiter: delimiter)
        var at = start
        var line = 1
        for _ in 0..<RecordReader.headerRows where at < bytes.byteCount {
            switch scanner.scan(bytes, from: at, isFinal: isFinal) {
            case .row(let next, let lines):
                let written = scanner.cells.map { bytes.text($0.start, $0.end) ?? "" }
                let names = written.map(normalised)
                if let plan = try plan(names, written) {
                    return Found(plan: plan, next: next, line: line + lines, preambleLines: line - 1)
                }
                note(names, bytes.excerpt(at, min(next, at + 200)))
                at = next
                line += lines
            case .tooManyCells(let next, let lines):
                at = next
                line += lines
            case .unclosedQuote, .textAfterQuote:
                guard let next = lineEnd(bytes, from: at) else { return nil }
                at = next
                line += 1
            case .incomplete: return nil
            }
        }
        return nil
    }

    /// The plan that a row of names gives, or nil where a required column is not among them.
    private func plan(_ names: [String], _ written: [String]) throws(FileRefusal) -> RowPlan? {
        let columns = layout.columns
        func places(_ column: Layout.Column) -> [Int] {
            let wanted = normalised(column.description)
            return names.indices.filter { names[$0] == wanted }
        }
        guard columns.required.allSatisfy({ !places($0).isEmpty }) else { return nil }
        for column in columns.required + columns.optional where places(column).count > 1 {
            throw .columnNamedTwice(column.description)
        }
        var width = names.count
        // Trailing delimiters in a header are no columns.
        while width > 0, names[width - 1].isEmpty { width -= 1 }
        return RowPlan(
            layout: layout, names: written.prefix(width).map(trimmingSpaces), width: width, isClosed: true,
            place: { places($0).first })
    }

    private mutating func note(_ names: [String], _ text: String) {
        let lacking = layout.columns.required.map(\.description).filter { !names.contains(normalised($0)) }
        guard lacking.count < missing.count || seen.isEmpty else { return }
        missing = lacking
        seen = trimmingLineEnd(text)
    }
}

/// A column's name as compared: lower case, one space between words, the layout's wrapper marks and quotes gone.
private func normalised(_ name: String) -> String {
    name.lowercased().split {
        $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\u{A0}" || $0 == "'" || $0 == "\""
    }
    .joined(separator: " ")
}

private func trimmingLineEnd(_ text: String) -> String {
    String(text.prefix { $0 != "\n" && $0 != "\r\n" && $0 != "\r" })
}

/// A column's name as the file writes it, without spaces round it.
private func trimmingSpaces(_ name: String) -> String {
    name.split { $0 == " " || $0 == "\t" || $0 == "\n" }.joined(separator: " ")
}
