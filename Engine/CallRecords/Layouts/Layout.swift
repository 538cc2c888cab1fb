import Telephony

/// How one kind of provider's file is laid out: which column holds what, and how it is written.
///
/// A layout is a YAML file, decoded strictly: an unknown or missing key is refused. `docs/manual/layouts.md`
/// explains every key.
public struct Layout: Sendable, Hashable {
    /// The name it is asked for by: lower-case letters, digits and hyphens.
    public let name: String
    /// What the file is, in words a user would use.
    public let title: String
    /// Where the layout is known from.
    public let source: String
    public let text: Text
    public let time: Time
    public let kind: Kind
    public let parties: Parties
    public let duration: Column?

    /// How rows and cells are written.
    public struct Text: Sendable, Hashable {
        /// Bytes that may stand between cells; the one whose header fits is taken.
        public let delimiters: [UInt8]
        /// Whether a header row names the columns. Without one, columns are numbered from 1.
        public let hasHeader: Bool
        /// A mark wrapped round values beside the quotes of CSV, such as `'`.
        public let wrapper: UInt8?
        /// What is written for "nothing", beside an empty cell.
        public let empty: Set<String>
    }

    /// A column, by the name in the header or by its number from 1.
    public enum Column: Sendable, Hashable {
        case named(String)
        case numbered(Int)
    }

    public struct Time: Sendable, Hashable {
        /// The columns that make up the time, and how each is written.
        public let columns: [TimeColumn]
        /// How a time without a zone is read. Shown to whoever imports, and kept with the file.
        public let zone: TimeZoneRule
        /// What ``TimePattern/seconds`` counts from.
        public let origin: Instant
        /// Times outside these are quarantined.
        public let plausible: ClosedRange<Instant>
    }

    public struct TimeColumn: Sendable, Hashable {
        public let column: Column
        public let pattern: TimePattern
    }

    public enum Kind: Sendable, Hashable {
        case always(Event.Kind)
        /// The column that says, and what each of its values means. Without the column or a value: unstated.
        case column(Column, [String: Event.Kind])
        /// Said together with the direction.
        case byDirection
    }

    /// Who was in touch with whom.
    public struct Parties: Sendable, Hashable {
        public enum Form: Sendable, Hashable {
            /// Numbers, senders and `id:…`, in any written form.
            case written
            /// Every cell is an opaque token, even if it looks like a number.
            case opaque
        }
        public let form: Form
        public let region: NumberingRegion
        public let shape: Shape
    }

    public enum Shape: Sendable, Hashable {
        /// One column for each end.
        case ends(from: End, to: End)
        /// The number the records are of, the other party, and a column that says which way it went.
        case target(End, other: Column, direction: Column, [String: Direction])
    }

    public struct End: Sendable, Hashable {
        public let party: Column
        public let handset: Column?
        public let sim: Column?
        public let cell: Column?
    }

    /// What one value of a direction column means.
    public struct Direction: Sendable, Hashable {
        public let kind: Event.Kind
        /// Whether the target began the communication.
        public let isFromTarget: Bool
    }
}

extension Layout {
    /// Every column the layout reads: those a file must have, then those it may have.
    var columns: (required: [Column], optional: [Column]) {
        var required = time.columns.map(\.column)
        var optional: [Column] = []
        switch parties.shape {
        case .ends(let from, let to):
            required += [from.party, to.party]
            optional += [from.handset, from.sim, from.cell, to.handset, to.sim, to.cell].compactMap(\.self)
        case .target(let target, let other, let direction, _):
            required += [target.party, other, direction]
            optional += [target.handset, target.sim, target.cell].compactMap(\.self)
        }
        if case .column(let column, _) = kind { optional.append(column) }
        if let duration { optional.append(duration) }
        return (required, optional)
    }

    /// The party a user means by a text written as it is in files of this layout.
    ///
    /// - Throws: ``PartyParseError``.
    public func party(written text: some StringProtocol) throws(PartyParseError) -> Party {
        switch parties.form {
        case .written: return try Party(parsing: text, in: parties.region)
        case .opaque:
            let token = text.hasPrefix(OpaqueIdentifier.prefix) ? text.dropFirst(3) : text[...]
            return .opaque(try OpaqueIdentifier(token: token))
        }
    }
}

extension Layout.Column: CustomStringConvertible {
    public var description: String {
        switch self {
        case .named(let name): name
        case .numbered(let number): "column \(number)"
        }
    }
}
