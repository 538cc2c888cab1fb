import CallRecords
import Telephony

/// How a value is sent as JSON: each key once, with what it must be and how it is got. Every key is always there, null
/// where nothing is known.
struct APIModel<Value>: Sendable {
    struct Property: Sendable {
        let member: Schema.Member
        let write: @Sendable (Value) -> JSONValue
    }

    let name: String
    let properties: [Property]

    init(_ name: String, _ properties: [Property]) { (self.name, self.properties) = (name, properties) }

    var schema: Schema { .named(name, .object(properties.map(\.member))) }

    func json(_ value: Value) -> JSONValue {
        .object(Dictionary(uniqueKeysWithValues: properties.map { ($0.member.key, $0.write(value)) }))
    }
}

extension APIModel.Property {
    private init(_ key: String, _ schema: Schema, _ write: @escaping @Sendable (Value) -> JSONValue) {
        member = Schema.Member(key: key, schema: schema)
        self.write = write
    }

    // MARK: Always known

    static func id(_ key: String, _ get: @escaping @Sendable (Value) -> Int64) -> Self {
        .init(key, .id) { .integer(get($0)) }
    }

    static func count(_ key: String, _ get: @escaping @Sendable (Value) -> Int) -> Self {
        .init(key, .count) { .integer(Int64(get($0))) }
    }

    static func number(_ key: String, _ get: @escaping @Sendable (Value) -> Double) -> Self {
        .init(key, .number) { .real(get($0)) }
    }

    static func text(_ key: String, _ get: @escaping @Sendable (Value) -> String) -> Self {
        .init(key, .anyText) { .text(get($0)) }
    }

    static func truth(_ key: String, _ get: @escaping @Sendable (Value) -> Bool) -> Self {
        .init(key, .truth) { .truth(get($0)) }
    }

    static func time(_ key: String, _ get: @escaping @Sendable (Value) -> Instant) -> Self {
        .init(key, .time) { .text(get($0).description) }
    }

    static func date(_ key: String, _ get: @escaping @Sendable (Value) -> CivilDate) -> Self {
        .init(key, .date) { .text(get($0).description) }
    }

    /// In its canonical form: `+447700900123`, `id:349`.
    static func party(_ key: String, _ get: @escaping @Sendable (Value) -> Party) -> Self {
        .init(key, .anyText) { .text(get($0).description) }
    }

    static func choice<Choice: CaseIterable & RawRepresentable<String> & SendableMetatype>(
        _ key: String, _ get: @escaping @Sendable (Value) -> Choice
    ) -> Self {
        .init(key, .choice(Choice.self)) { .text(get($0).rawValue) }
    }

    static func texts(_ key: String, _ get: @escaping @Sendable (Value) -> [String]) -> Self {
        .init(key, .list(.anyText, most: nil)) { .list(get($0).map { .text($0) }) }
    }

    static func ids(_ key: String, _ get: @escaping @Sendable (Value) -> [Int64]) -> Self {
        .init(key, .list(.id, most: nil)) { .list(get($0).map { .integer($0) }) }
    }

    static func choices<Choice: CaseIterable & RawRepresentable<String> & SendableMetatype>(
        _ key: String, _ get: @escaping @Sendable (Value) -> [Choice]
    ) -> Self {
        .init(key, .list(.choice(Choice.self), most: nil)) { .list(get($0).map { .text($0.rawValue) }) }
    }

    static func model<Part>(
        _ key: String, _ model: APIModel<Part>, _ get: @escaping @Sendable (Value) -> Part
    ) -> Self {
        .init(key, model.schema) { model.json(get($0)) }
    }

    static func models<Part>(
        _ key: String, _ model: APIModel<Part>, _ get: @escaping @Sendable (Value) -> [Part]
    ) -> Self {
        .init(key, .list(model.schema, most: nil)) { .list(get($0).map(model.json)) }
    }

    // MARK: Null where not known, or not to be seen

    static func optionalID(_ key: String, _ get: @escaping @Sendable (Value) -> Int64?) -> Self {
        .init(key, .orNull(.id)) { get($0).map { .integer($0) } ?? .null }
    }

    static func optionalNumber(_ key: String, _ get: @escaping @Sendable (Value) -> Double?) -> Self {
        .init(key, .orNull(.number)) { get($0).map { .real($0) } ?? .null }
    }

    static func optionalTruth(_ key: String, _ get: @escaping @Sendable (Value) -> Bool?) -> Self {
        .init(key, .orNull(.truth)) { get($0).map { .truth($0) } ?? .null }
    }

    static func optionalText(_ key: String, _ get: @escaping @Sendable (Value) -> String?) -> Self {
        .init(key, .orNull(.anyText)) { get($0).map { .text($0) } ?? .null }
    }

    static func optionalTime(_ key: String, _ get: @escaping @Sendable (Value) -> Instant?) -> Self {
        .init(key, .orNull(.time)) { get($0).map { .text($0.description) } ?? .null }
    }

    static func optionalParty(_ key: String, _ get: @escaping @Sendable (Value) -> Party?) -> Self {
        .init(key, .orNull(.anyText)) { get($0).map { .text($0.description) } ?? .null }
    }

    static func optionalChoice<Choice: CaseIterable & RawRepresentable<String> & SendableMetatype>(
        _ key: String, _ get: @escaping @Sendable (Value) -> Choice?
    ) -> Self {
        .init(key, .orNull(.choice(Choice.self))) { get($0).map { .text($0.rawValue) } ?? .null }
    }

    static func optionalModel<Part>(
        _ key: String, _ model: APIModel<Part>, _ get: @escaping @Sendable (Value) -> Part?
    ) -> Self {
        .init(key, .orNull(model.schema)) { get($0).map(model.json) ?? .null }
    }

    static func optionalModels<Part>(
        _ key: String, _ model: APIModel<Part>, _ get: @escaping @Sendable (Value) -> [Part]?
    ) -> Self {
        .init(key, .orNull(.list(model.schema, most: nil))) {
            get($0).map { .list($0.map(model.json)) } ?? .null
        }
    }
}
