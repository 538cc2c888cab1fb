import Access
import HTTPTypes

/// The routes as OpenAPI 3.1 describes them, for programs and for those who write them.
struct OpenAPIDocument: Sendable {
    let software: String

    var json: JSONValue {
        .object([
            "openapi": .text("3.1.0"),
            "info": .object([
                "title": .text("Ringfence"), "version": .text("1"),
                "description": .text(
                    "Casework against drug-dealing lines. Served by Ringfence \(software). Times are ISO 8601 in UTC, "
                        + "numbers in E.164; every key is always there, null where nothing is known."),
            ]),
            "servers": .list([.object(["url": .text(APIRoute.base)])]),
            "security": .list([.object(["key": .list([])]), .object(["session": .list([])])]),
            "paths": .object(paths), "components": components,
        ])
    }

    // MARK: Paths

    private var paths: [String: JSONValue] {
        var paths: [String: [String: JSONValue]] = [:]
        for route in APIRoutes.all {
            paths[route.path, default: [:]][route.method.rawValue.lowercased()] = Self.operation(route)
        }
        return paths.mapValues { .object($0) }
    }

    private static func operation(_ route: APIRoute) -> JSONValue {
        var operation: [String: JSONValue] = [
            "operationId": .text(route.operationID), "summary": .text(route.summary),
            "description": .text(description(of: route)), "tags": .list([.text(tag(of: route))]),
            "responses": .object(responses(of: route)),
        ]
        let parameters = parameters(of: route)
        if !parameters.isEmpty { operation["parameters"] = .list(parameters) }
        if let body = body(of: route) { operation["requestBody"] = body }
        return .object(operation)
    }

    private static func tag(_ path: String) -> String {
        path.split(separator: "/").first.map(String.init) ?? ""
    }
    private static func tag(of route: APIRoute) -> String { tag(route.path) }

    private static func description(of route: APIRoute) -> String {
        guard let rule = AccessRules.rule(for: route.action) else { return "" }
        guard route.action != .useAccount else { return "For everybody with a key." }
        let roles = rule.roles.map(\.title).sorted().joined(separator: ", ")
        return "For the roles \(roles); the key's scopes must hold “\(rule.keyScope.rawValue)”."
    }

    private static func parameters(of route: APIRoute) -> [JSONValue] {
        var parameters = route.pathMembers.map { parameter($0, in: "path") }
        parameters += route.query.map { parameter($0, in: "query") }
        if route.asksWhy {
            let why = Schema.Member(
                key: HTTPField.Name.why.rawName, schema: .text(1...500), isRequired: false,
                note: "Why you look. Kept in the log.")
            parameters.append(parameter(why, in: "header"))
        }
        return parameters
    }

    private static func parameter(_ member: Schema.Member, in place: String) -> JSONValue {
        var parameter: [String: JSONValue] = [
            "name": .text(member.key), "in": .text(place), "schema": member.schema.document,
            "required": .truth(member.isRequired),
        ]
        if !member.note.isEmpty { parameter["description"] = .text(member.note) }
        return .object(parameter)
    }

    private static func body(of route: APIRoute) -> JSONValue? {
        let content: [String: JSONValue]
        switch route.takes {
        case .nothing: return nil
        case .json(let members):
            content = ["application/json": .object(["schema": Schema.object(members).document])]
        case .file:
            content = Dictionary(uniqueKeysWithValues: APIRoute.fileTypes.map { ($0, .object([:])) })
        }
        return .object(["required": .truth(true), "content": .object(content)])
    }

    // MARK: Responses

    private static func responses(of route: APIRoute) -> [String: JSONValue] {
        var responses: [String: JSONValue] = [:]
        for status in refusals(of: route) {
            responses["\(status.code)"] = .object([
                "description": .text(status.reasonPhrase),
                "content": .object([
                    APIProblem.contentType: .object(["schema": APIProblem.model.schema.document])
                ]),
            ])
        }
        responses["\(route.gives.status.code)"] = success(of: route)
        return responses
    }

    private static func success(of route: APIRoute) -> JSONValue {
        switch route.gives {
        case .nothing: .object(["description": .text("It is done.")])
        case .json(_, let schema):
            .object([
                "description": .text("As asked for."),
                "content": .object(["application/json": .object(["schema": schema.document])]),
            ])
        case .file(let type):
            .object(["description": .text("The file."), "content": .object([type: .object([:])])])
        }
    }

    /// Every way in which a call may be refused, and no other.
    private static func refusals(of route: APIRoute) -> [HTTPResponse.Status] {
        var refusals: [HTTPResponse.Status] = [
            .unauthorized, .forbidden, .notFound, .unprocessableContent, .tooManyRequests,
            .internalServerError,
        ]
        switch route.takes {
        case .nothing: break
        case .json: refusals += [.badRequest, .contentTooLarge, .unsupportedMediaType]
        case .file: refusals += [.contentTooLarge, .unsupportedMediaType, .insufficientStorage]
        }
        if route.method == .patch { refusals.append(.conflict) }
        if case .file = route.gives { refusals.append(.gone) }
        return refusals
    }

    // MARK: Components

    private var components: JSONValue {
        var named: [String: Schema] = [:]
        APIProblem.model.schema.collectNamed(into: &named)
        for route in APIRoutes.all {
            if case .json(_, let schema) = route.gives { schema.collectNamed(into: &named) }
        }
        return .object([
            "schemas": .object(named.mapValues(\.document)),
            "securitySchemes": .object([
                "key": .object([
                    "type": .text("http"), "scheme": .text("bearer"),
                    "description": .text(
                        "A key of yours, made on the page of your account: “rf_” and 64 digits."),
                ]),
                "session": .object([
                    "type": .text("apiKey"), "in": .text("cookie"), "name": .text("ringfence"),
                    "description": .text(
                        "A browser's session. What changes anything carries its token in X-Ringfence-Token."),
                ]),
            ]),
        ])
    }
}

extension HTTPResponse.Status {
    static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}
