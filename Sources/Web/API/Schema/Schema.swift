import CallRecords
import Telephony

/// What a JSON value must be. What is sent in is held against it, and the OpenAPI document is printed from it: the one
/// cannot promise what the other does not do.
indirect enum Schema: Sendable, Hashable {
    case text(TextRule)
    /// One of these words.
    case choice([String])
    case integer(ClosedRange<Int64>)
    case number
    case truth
    case list(Schema, most: Int?)
    case object([Member])
    /// Described once in the document, and named wherever it is used.
    case named(String, Schema)
    /// The value, or null.
    case orNull(Schema)

    struct TextRule: Sendable, Hashable {
        var form = Form.plain
        /// Characters, counted as Unicode code points.
        var length: ClosedRange<Int>
    }

    /// How a text is written.
    enum Form: Sendable, Hashable {
        /// Without control characters.
        case plain
        /// Several lines.
        case lines
        /// ISO 8601 in UTC or with its offset.
        case time
        case date
        /// Whatever a provider or a person wrote, kept as it was.
        case raw
    }

    struct Member: Sendable, Hashable {
        let key: String
        let schema: Schema
        var isRequired = true
        /// What the key's name and the schema do not say.
        var note = ""
    }
}

extension Schema {
    /// A row's number.
    static let id = Schema.integer(1...Int64.max)

    static func text(_ length: ClosedRange<Int>, _ form: Form = .plain) -> Schema {
        .text(TextRule(form: form, length: length))
    }

    /// Any text we send: it was checked when it came in.
    static let anyText = Schema.text(TextRule(form: .raw, length: 0...Int.max))
    static let time = Schema.text(TextRule(form: .time, length: 0...40))
    static let date = Schema.text(TextRule(form: .date, length: 0...10))
    static let count = Schema.integer(0...Int64.max)

    static func choice<Value: CaseIterable & RawRepresentable<String>>(_ type: Value.Type) -> Schema {
        .choice(Value.allCases.map(\.rawValue))
    }
}

/// What a program sends: a key, what it must be, and whether it may be left out.
extension Schema.Member {
    static func id(_ key: String, _ note: String = "") -> Self { .init(key: key, schema: .id, note: note) }

    static func text(_ key: String, upTo most: Int, _ note: String = "") -> Self {
        .init(key: key, schema: .text(1...most), note: note)
    }

    static func lines(_ key: String, upTo most: Int, _ note: String = "") -> Self {
        .init(key: key, schema: .text(0...most, .lines), note: note)
    }

    /// A number or an identifier in any written form.
    static func party(_ key: String) -> Self {
        .init(
            key: key, schema: .text(1...64),
            note: "In any written form, such as 07700 900982 or +447700900982.")
    }

    static func time(_ key: String, _ note: String = "") -> Self {
        .init(key: key, schema: .time, note: note)
    }
    static func truth(_ key: String, _ note: String = "") -> Self {
        .init(key: key, schema: .truth, note: note)
    }

    static func integer(_ key: String, _ range: ClosedRange<Int64>, _ note: String = "") -> Self {
        .init(key: key, schema: .integer(range), note: note)
    }

    static func choice<Value: CaseIterable & RawRepresentable<String>>(
        _ key: String, _ type: Value.Type, _ note: String = ""
    ) -> Self {
        .init(key: key, schema: .choice(type), note: note)
    }

    static func choices<Value: CaseIterable & RawRepresentable<String>>(
        _ key: String, _ type: Value.Type, _ note: String = ""
    ) -> Self {
        .init(key: key, schema: .list(.choice(type), most: Value.allCases.count), note: note)
    }

    /// Null or left out where nothing is known.
    var optional: Self { .init(key: key, schema: .orNull(schema), isRequired: false, note: note) }
    /// Left out, but never null: for addresses, which have no null.
    var omissible: Self { .init(key: key, schema: schema, isRequired: false, note: note) }

    static let page = Self.integer("page", 1...1_000_000, "Counted from 1; 50 items a page.").omissible
    static let operation = Self.id("operation", "Only what lies in this operation.").omissible
    static let reason = Self.lines("reason", upTo: 2_000, "Kept in the log.")
}
