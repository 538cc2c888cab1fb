import Access
import CallRecords
import Casework
import HTTPTypes
import Hummingbird

/// One thing a program can ask for or do. The router and the OpenAPI document are both made from the table of these
/// (``APIRoutes``), so that neither knows of anything the other does not.
package struct APIRoute: Sendable {
    package let method: HTTPRequest.Method
    /// Below `/api/v1`, with what varies in braces.
    package let path: String
    /// Its name in the document, and in programs made from that.
    package let operationID: String
    package let summary: String
    /// What a person must be allowed to do, at the least: the desk decides by the thing itself.
    package let action: Action
    let takes: Body
    let gives: Answer
    /// In the address, after the question mark.
    let query: [Schema.Member]
    let work: @Sendable (APICall) async throws -> APIAnswer

    enum Body: Sendable {
        case nothing
        case json([Schema.Member])
        /// A file's bytes as they are, of any length up to the limit for uploads.
        case file
    }

    enum Answer: Sendable {
        case json(HTTPResponse.Status, Schema)
        case nothing
        /// Bytes of this type.
        case file(String)

        var status: HTTPResponse.Status {
            switch self {
            case .json(let status, _): status
            case .nothing: .noContent
            case .file: .ok
            }
        }
    }

    package static let base = "/api/v1"

    package var isLook: Bool { method == .get }
    /// Whether the reason for looking can be sent with it.
    var asksWhy: Bool { AccessRules.rule(for: action)?.asksWhy ?? false }

    /// What varies in the path. All are rows' numbers but a job's name.
    var pathMembers: [Schema.Member] {
        path.split(separator: "/").filter { $0.hasPrefix("{") }.map { part in
            let name = String(part.dropFirst().dropLast())
            return name == "job" ? .text(name, upTo: 64) : .id(name)
        }
    }
}

/// What came of a call.
enum APIAnswer: Sendable {
    case json(JSONValue)
    case made(JSONValue, at: String)
    case nothing
    case response(Response)
}

// MARK: The shapes of routes

extension APIRoute {
    typealias Work<Result> = @Sendable (APICall) async throws -> Result

    /// Gives one thing.
    static func get<Value>(
        _ path: String, _ operationID: String, _ summary: String, under action: Action,
        query: [Schema.Member] = [],
        gives model: APIModel<Value>, _ work: @escaping Work<Value>
    ) -> APIRoute {
        APIRoute(
            method: .get, path: path, operationID: operationID, summary: summary, action: action,
            takes: .nothing,
            gives: .json(.ok, model.schema), query: query
        ) { .json(model.json(try await work($0))) }
    }

    /// Gives a page of a list.
    static func list<Row: Sendable>(
        _ path: String, _ operationID: String, _ summary: String, under action: Action,
        query: [Schema.Member] = [],
        of model: APIModel<Row>, _ work: @escaping Work<ListPage<Row>>
    ) -> APIRoute {
        get(
            path, operationID, summary, under: action, query: query, gives: APIModels.list(of: model)
        ) { call in
            let page = try await work(call)
            // People who ask for a page beyond the last are shown the last; a program that goes on must come to an end.
            guard page.number < call.page else { return page }
            return ListPage(rows: [], total: page.total, number: call.page)
        }
    }

    /// Gives a whole list, which is never long.
    static func all<Row: Sendable>(
        _ path: String, _ operationID: String, _ summary: String, under action: Action,
        query: [Schema.Member] = [],
        of model: APIModel<Row>, _ work: @escaping Work<[Row]>
    ) -> APIRoute {
        list(path, operationID, summary, under: action, query: query, of: model) { call in
            let rows = try await work(call)
            return ListPage(rows: rows, total: rows.count, number: 1)
        }
    }

    /// Makes a thing of its own, which has a number from then on.
    static func make(
        _ path: String, _ operationID: String, _ summary: String, under action: Action,
        takes: [Schema.Member],
        at folder: String, _ work: @escaping Work<Int64>
    ) -> APIRoute {
        APIRoute(
            method: .post, path: path, operationID: operationID, summary: summary, action: action,
            takes: .json(takes), gives: .json(.created, APIModels.made.schema), query: []
        ) { call in
            let id = try await work(call)
            return .made(APIModels.made.json(id), at: "\(folder)/\(id)")
        }
    }

    /// Does something and tells what came of it.
    static func ask<Value>(
        _ path: String, _ operationID: String, _ summary: String, under action: Action,
        takes: [Schema.Member],
        gives model: APIModel<Value>, _ work: @escaping Work<Value>
    ) -> APIRoute {
        APIRoute(
            method: .post, path: path, operationID: operationID, summary: summary, action: action,
            takes: .json(takes), gives: .json(.ok, model.schema), query: []
        ) { .json(model.json(try await work($0))) }
    }

    /// Does something of which there is nothing to tell but that it is done.
    static func change(
        _ method: HTTPRequest.Method, _ path: String, _ operationID: String, _ summary: String,
        under action: Action,
        takes: [Schema.Member]? = nil, query: [Schema.Member] = [], _ work: @escaping Work<Void>
    ) -> APIRoute {
        APIRoute(
            method: method, path: path, operationID: operationID, summary: summary, action: action,
            takes: takes.map { .json($0) } ?? .nothing, gives: .nothing, query: query
        ) { call in
            try await work(call)
            return .nothing
        }
    }
}
