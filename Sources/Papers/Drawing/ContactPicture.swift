import Casework

/// The closed number's contacts before the closure, and which of them the candidate has been in touch with since: a row
/// a contact, in the order given. The table beneath holds the same facts.
package struct ContactPicture {
    package struct Row: Sendable, Hashable {
        package enum Since: Sendable, Hashable {
            /// In touch with the candidate.
            case taken(events: Int, hoursAfterClosure: Double)
            /// In the records, and not in touch with the candidate.
            case elsewhere
            /// No record names it.
            case unknown
        }

        package let contact: String
        /// Of the closed line's attention, 0...1.
        package let share: Double
        package let since: Since
        /// The number it moved to itself; empty where none was followed.
        package let movedTo: String

        package init(_ contact: String, share: Double, _ since: Since, movedTo: String = "") {
            (self.contact, self.share, self.since, self.movedTo) = (contact, share, since, movedTo)
        }
    }

    /// Contacts shown at most.
    package static let most = 24

    private let closed: String
    private let candidate: String
    private let rows: [Row]
    private let hidden: Int

    /// - Parameter hidden: how many contacts are left out for want of room.
    package init(closed: String, candidate: String, _ rows: [Row], hidden: Int) {
        (self.closed, self.candidate, self.rows, self.hidden) = (closed, candidate, rows, hidden)
    }

    // From left to right: the closed number, its lines, the contacts, when they were taken up, lines, the candidate. Lines
    // are level beside the words, so that none runs through them.
    private static let (left, names, times, links, right) = (10.0, 66.0, 172.0, 272.0, Canvas.width - 10)
    private static let (top, rowHeight, movedHeight) = (62.0, 24.0, 37.0)

    /// Empty where no contacts are known.
    package var svg: String {
        guard !rows.isEmpty else { return "" }
        var canvas = Canvas()
        let heights = rows.map { $0.movedTo.isEmpty ? Self.rowHeight : Self.movedHeight }
        let bottom = Self.top + heights.reduce(0, +)
        let middle = (Self.top + bottom) / 2
        head(&canvas)
        let (heaviest, busiest) = (rows.map(\.share).max() ?? 1, rows.map(\.events).max() ?? 1)
        var y = Self.top
        for (row, height) in zip(rows, heights) {
            let line = y + 12
            canvas.curve(
                (Self.left, middle), (Self.names - 4, line), .blue,
                thickness: 0.6 + 2.6 * row.share / max(heaviest, 1e-9))
            draw(row, at: line, towards: middle, busiest: busiest, &canvas)
            y += height
        }
        canvas.dot(x: Self.left, y: middle, radius: 7, .blue)
        if rows.contains(where: { $0.events > 0 }) { canvas.dot(x: Self.right, y: middle, radius: 7, .green) }
        let note = hidden == 0 ? "" : "\(Format.count(hidden, "more contact")) not drawn. "
        canvas.text(note + "Thicker: more often in touch.", x: Self.left, y: bottom + 20, size: 11, .quiet)
        return canvas.svg("contacts", height: bottom + 28, title: title, description: description)
    }

    private func head(_ canvas: inout Canvas) {
        let half = Canvas.width / 2 - Self.left - 4
        canvas.text("Before the closure", x: Self.left, y: 14, size: 11, .quiet)
        canvas.text(closed, x: Self.left, y: 30, .blue, isBold: true, within: half)
        canvas.text("Since the closure", x: Self.right, y: 14, size: 11, .quiet, anchor: .end)
        canvas.text(candidate, x: Self.right, y: 30, .green, isBold: true, anchor: .end, within: half)
        canvas.text("its contacts", x: Self.names, y: 50, size: 11, .quiet)
        canvas.text("first in touch after", x: Self.times, y: 50, size: 11, .quiet)
    }

    private func draw(
        _ row: Row, at y: Double, towards middle: Double, busiest: Int, _ canvas: inout Canvas
    ) {
        canvas.text(row.contact, x: Self.names, y: y + 4, within: Self.times - Self.names - 8)
        if !row.movedTo.isEmpty {
            canvas.text(
                "now \(row.movedTo)", x: Self.names, y: y + 17, size: 11, .quiet,
                within: Self.times - Self.names - 8)
        }
        switch row.since {
        case .taken(let events, let hours):
            canvas.text(Self.short(hours), x: Self.times, y: y + 4)
            canvas.curve(
                (Self.links, y), (Self.right, middle), .green,
                thickness: 0.6 + 3.4 * Double(events) / Double(max(1, busiest)), levelFrom: Self.times + 54)
        case .elsewhere: canvas.text("not with this number", x: Self.times, y: y + 4, size: 11, .quiet)
        case .unknown:
            canvas.text("no record since", x: Self.times, y: y + 4, size: 11, .quiet)
        }
    }

    /// `38 min`, `5.2 h`, `3.1 days`, `120 days`.
    static func short(_ hours: Double) -> String {
        if hours < 1 { return "\(Format.decimal(hours * 60, 0)) min" }
        if hours < 48 { return "\(Format.decimal(hours, 1)) h" }
        return "\(Format.decimal(hours / 24, hours < 240 ? 1 : 0)) days"
    }

    private var title: String {
        "Contacts of \(closed) before the closure, and those that \(candidate) has been in touch with since"
    }

    private var description: String {
        let taken = rows.count { $0.events > 0 }
        let unknown = rows.count { $0.since == .unknown }
        let moved = rows.count { !$0.movedTo.isEmpty }
        return
            "Of \(Format.count(rows.count, "contact")) drawn, \(taken) were in touch with the candidate since the closure, "
            + "\(unknown) are named by no record since, and \(moved) changed number themselves. "
            + "The table beneath holds the same facts."
    }
}

extension ContactPicture.Row {
    fileprivate var events: Int {
        if case .taken(let events, _) = since { events } else { 0 }
    }
}
