/// Which cell of a row holds what: a layout's columns as places in this file's rows, from 0.
///
/// A class because it is handed down for every cell, and copying it costs more than reading the cell.
final class RowPlan: Sendable {
    struct End {
        let party: Int
        let handset: Int?
        let sim: Int?
        let cell: Int?
    }

    struct TimeCell {
        let place: Int
        let pattern: TimePattern
    }

    enum Shape {
        case ends(from: End, to: End)
        case target(End, other: Int, direction: Int, [[UInt8]: Layout.Direction])
    }

    let time: [TimeCell]
    let shape: Shape
    /// The kind's place and what its values mean; nil where the layout or the direction says it.
    let kind: (place: Int, values: [[UInt8]: Event.Kind])?
    let constantKind: Event.Kind
    let duration: Int?
    /// Cells a row must have: those of the header, or those the layout reads.
    let width: Int
    /// Whether cells beyond ``width`` are refused when they hold text.
    let isClosed: Bool
    private let names: [String]

    func name(of place: Int) -> String { place < names.count ? names[place] : "column \(place + 1)" }

    /// - Parameter place: where a column stands, or nil where the file has no such column.
    init(layout: Layout, names: [String], width: Int, isClosed: Bool, place: (Layout.Column) -> Int?) {
        func required(_ column: Layout.Column) -> Int {
            guard let found = place(column) else {
                preconditionFailure("a plan is made once all columns are found")
            }
            return found
        }
        func end(_ end: Layout.End) -> End {
            End(
                party: required(end.party), handset: end.handset.flatMap(place), sim: end.sim.flatMap(place),
                cell: end.cell.flatMap(place))
        }
        time = layout.time.columns.map { TimeCell(place: required($0.column), pattern: $0.pattern) }
        switch layout.parties.shape {
        case .ends(let from, let to): shape = .ends(from: end(from), to: end(to))
        case .target(let target, let other, let direction, let values):
            shape = .target(
                end(target), other: required(other), direction: required(direction),
                Dictionary(uniqueKeysWithValues: values.map { (Array($0.key.utf8), $0.value) }))
        }
        switch layout.kind {
        case .always(let always): (kind, constantKind) = (nil, always)
        case .byDirection: (kind, constantKind) = (nil, .unstated)
        case .column(let column, let values):
            let byBytes = Dictionary(uniqueKeysWithValues: values.map { (Array($0.key.utf8), $0.value) })
            kind = place(column).map { ($0, byBytes) }
            constantKind = .unstated
        }
        duration = layout.duration.flatMap(place)
        self.names = names
        self.width = width
        self.isClosed = isClosed
    }

    /// The plan for a layout whose columns are numbered.
    convenience init(layout: Layout) {
        let columns = layout.columns
        let places = (columns.required + columns.optional).compactMap { column -> Int? in
            if case .numbered(let number) = column { number } else { nil }
        }
        let width = places.max() ?? 0
        self.init(
            layout: layout, names: (0..<width).map { "column \($0 + 1)" }, width: width, isClosed: false,
            place: { if case .numbered(let number) = $0 { number - 1 } else { nil } })
    }
}
