import CallRecords
import Casework

/// Where a value is not as it must be, and how.
struct SchemaFault: Error, Sendable, Hashable {
    /// Such as `roles[2]`; empty for the whole.
    let field: String
    let sentence: String

    fileprivate init(_ field: String, _ sentence: String) { (self.field, self.sentence) = (field, sentence) }
}

extension Schema {
    /// - Throws: the first fault there is, keys in alphabetical order.
    func check(_ value: JSONValue, at field: String = "") throws(SchemaFault) {
        switch (self, value) {
        case (.orNull, .null): return
        case (.orNull(let schema), _), (.named(_, let schema), _): try schema.check(value, at: field)
        case (.truth, .truth), (.number, .integer), (.number, .real): return
        case (.text(let rule), .text(let text)): try rule.check(text, at: field)
        case (.choice(let words), .text(let text)):
            guard words.contains(text) else {
                throw SchemaFault(field, "must be one of \(words.joined(separator: ", "))")
            }
        case (.integer(let range), .integer(let integer)):
            guard range.contains(integer) else { throw SchemaFault(field, Self.sentence(range)) }
        case (.list(let schema, let most), .list(let items)):
            if let most, items.count > most { throw SchemaFault(field, "must have \(most) items or fewer") }
            for (place, item) in items.enumerated() { try schema.check(item, at: "\(field)[\(place)]") }
        case (.object(let members), .object(let object)): try Self.check(object, members, at: field)
        default: throw SchemaFault(field, "must be \(kind), and is \(value.kind)")
        }
    }

    private static func check(
        _ object: [String: JSONValue], _ members: [Member], at field: String
    ) throws(SchemaFault) {
        let path = field.isEmpty ? "" : field + "."
        for key in object.keys.sorted() where !members.contains(where: { $0.key == key }) {
            // What was sent is not sent back: it may be anything.
            throw SchemaFault(field, "holds a key that is not known; those known are \(Self.keys(members))")
        }
        for member in members.sorted(by: { $0.key < $1.key }) {
            if let value = object[member.key] {
                try member.schema.check(value, at: path + member.key)
            } else if member.isRequired {
                throw SchemaFault(path + member.key, "is missing")
            }
        }
    }

    private static func keys(_ members: [Member]) -> String {
        members.isEmpty ? "none" : members.map(\.key).sorted().joined(separator: ", ")
    }

    private static func sentence(_ range: ClosedRange<Int64>) -> String {
        range.upperBound == .max
            ? "must be \(range.lowerBound) or more"
            : "must be from \(range.lowerBound) to \(range.upperBound)"
    }

    private var kind: String {
        switch self {
        case .text: "text"
        case .choice(let words): "one of \(words.joined(separator: ", "))"
        case .integer: "a whole number"
        case .number: "a number"
        case .truth: "true or false"
        case .list: "a list"
        case .object: "an object"
        case .named(_, let schema): schema.kind
        case .orNull(let schema): schema.kind + ", or null"
        }
    }

    /// The value that a text in an address stands for. What it cannot stand for stays text, and is then refused.
    func value(written text: String) -> JSONValue {
        switch self {
        case .integer, .number: Int64(text).map { .integer($0) } ?? .text(text)
        case .truth: text == "true" ? .truth(true) : text == "false" ? .truth(false) : .text(text)
        case .named(_, let schema), .orNull(let schema): schema.value(written: text)
        case .text, .choice, .list, .object: .text(text)
        }
    }
}

extension Schema.TextRule {
    fileprivate func check(_ text: String, at field: String) throws(SchemaFault) {
        let count = text.unicodeScalars.count
        guard length.contains(count) else {
            guard count > 0 else { throw SchemaFault(field, "must not be empty") }
            throw SchemaFault(field, "must be \(length.upperBound) characters or fewer")
        }
        switch form {
        case .raw: return
        case .plain, .lines:
            let isLines = form == .lines
            guard text.unicodeScalars.allSatisfy({ Self.isPlain($0, inLines: isLines) }) else {
                throw SchemaFault(field, "holds a character that cannot be seen")
            }
        case .time:
            guard let time = try? Instant(parsing: text), Self.times.contains(time) else {
                throw SchemaFault(field, "must be a time like 2026-03-28T13:07:00Z")
            }
        case .date:
            let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard text.utf8.count == 10, parts.count == 3, let year = parts[0], let month = parts[1],
                let day = parts[2], CivilDate(year: year, month: month, day: day) != nil
            else { throw SchemaFault(field, "must be a date like 2026-03-28") }
        }
    }

    private static func isPlain(_ scalar: Unicode.Scalar, inLines: Bool) -> Bool {
        if scalar.value == 9 || scalar.value == 10 || scalar.value == 13 { return inLines }
        return !scalar.isInvisibleControl
    }

    /// Telephone records lie within these years, and so do all times that people enter here.
    static let times = Instant(seconds: 0)...Instant(seconds: 4_102_444_800)
}
