/// Schemas as OpenAPI 3.1 prints them: JSON Schema, draft 2020-12.
extension Schema {
    var document: JSONValue {
        switch self {
        case .text(let rule): .object(rule.document)
        case .choice(let words): .object(["type": .text("string"), "enum": .list(words.map { .text($0) })])
        case .integer(let range):
            .object([
                "type": .text("integer"), "format": .text("int64"), "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound),
            ])
        case .number: .object(["type": .text("number")])
        case .truth: .object(["type": .text("boolean")])
        case .list(let schema, let most):
            .object(
                ["type": .text("array"), "items": schema.document].merging(
                    most.map { ["maxItems": .integer(Int64($0))] } ?? [:]
                ) { $1 })
        case .object(let members): Self.document(of: members)
        case .named(let name, _): .object(["$ref": .text("#/components/schemas/\(name)")])
        case .orNull(let schema):
            .object(["anyOf": .list([schema.document, .object(["type": .text("null")])])])
        }
    }

    private static func document(of members: [Member]) -> JSONValue {
        var object: [String: JSONValue] = [
            "type": .text("object"), "additionalProperties": .truth(false),
            "properties": .object(
                Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.document) })),
        ]
        let required = members.filter(\.isRequired).map { JSONValue.text($0.key) }
        if !required.isEmpty { object["required"] = .list(required) }
        return .object(object)
    }

    /// Every schema that has a name, within this one.
    func collectNamed(into found: inout [String: Schema]) {
        switch self {
        case .named(let name, let schema):
            precondition(found[name].map { $0 == schema } ?? true, "two schemas are called \(name)")
            guard found[name] == nil else { return }
            found[name] = schema
            schema.collectNamed(into: &found)
        case .list(let schema, _), .orNull(let schema): schema.collectNamed(into: &found)
        case .object(let members): for member in members { member.schema.collectNamed(into: &found) }
        case .text, .choice, .integer, .number, .truth: return
        }
    }
}

extension Schema.Member {
    fileprivate var document: JSONValue {
        guard !note.isEmpty, case .object(var object) = schema.document else { return schema.document }
        object["description"] = .text(note)
        return .object(object)
    }
}

extension Schema.TextRule {
    fileprivate var document: [String: JSONValue] {
        var object: [String: JSONValue] = ["type": .text("string")]
        switch form {
        case .raw: return object
        case .time: object["format"] = .text("date-time")
        case .date: object["format"] = .text("date")
        case .plain: object["pattern"] = .text("^[^\(Self.controls)\\t\\n\\r]*$")
        case .lines: object["pattern"] = .text("^[^\(Self.controls)]*$")
        }
        if form == .plain || form == .lines {
            if length.lowerBound > 0 { object["minLength"] = .integer(Int64(length.lowerBound)) }
            object["maxLength"] = .integer(Int64(length.upperBound))
        }
        return object
    }

    /// What ``Unicode/Scalar/isInvisibleControl`` finds, as a class of ECMA-262.
    private static let controls =
        #"\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069"#
}
