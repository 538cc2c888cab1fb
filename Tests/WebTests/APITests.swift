import Access
import Casework
import Foundation
import HTTPTypes
import Hummingbird
import Testing

@testable import Web

struct APITests {
    // MARK: The table

    @Test("Every route stands under a rule, has a name of its own, and takes no name twice")
    func table() {
        #expect(Set(APIRoutes.all.map(\.operationID)).count == APIRoutes.all.count)
        #expect(Set(APIRoutes.all.map { "\($0.method) \($0.path)" }).count == APIRoutes.all.count)
        for route in APIRoutes.all {
            #expect(AccessRules.rule(for: route.action) != nil, "\(route.operationID)")
            var keys = route.pathMembers.map(\.key) + route.query.map(\.key)
            if case .json(let members) = route.takes { keys += members.map(\.key) }
            #expect(Set(keys).count == keys.count, "\(route.operationID): \(keys)")
        }
    }

    @Test("The document tells of every route, and everything it points at is there")
    func document() async throws {
        let site = try await APISite()
        let answer = try await site.call(.get, "/api/openapi.json", as: nil)
        #expect(answer.status == .ok)
        let document = answer.json
        for route in APIRoutes.all {
            let operation = document["paths"]?[route.path]?[route.method.rawValue.lowercased()]
            #expect(operation?["operationId"] == .text(route.operationID))
        }
        let named = Set(
            answer.text.matches(of: /"#\/components\/schemas\/([A-Za-z]+)"/).map { String($0.output.1) })
        #expect(named.count > 20)
        for name in named { #expect(document["components"]?["schemas"]?[name] != nil, "\(name)") }
    }

    @Test("The manual lists every route")
    func manual() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/manual/api.md")
        let mark = "<!-- routes -->\n"
        let written = try String(contentsOf: path, encoding: .utf8)
        let begin = try #require(written.range(of: mark)).upperBound
        let rows = APIRoutes.all.map {
            "| `\($0.method.rawValue) \($0.path)` | \($0.summary) | \($0.action.rawValue) |\n"
        }
        let table = "\n| route | what it does | action |\n|---|---|---|\n" + rows.joined()
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
            try (written[..<begin] + table).write(to: path, atomically: true, encoding: .utf8)
            Issue.record("api.md was rewritten: read the change, then run without RECORD_GOLDEN")
            return
        }
        #expect(written[begin...] == table)
    }

    // MARK: What is sent

    @Test("Every answer is as the document promises it")
    func answers() async throws {
        let site = try await APISite()
        try await site.fill()
        for route in APIRoutes.all where route.isLook {
            let answer = try await site.call(.get, Self.address(of: route), as: Self.reader(of: route))
            if route.path == "/jobs/{job}" {
                #expect(answer.status == .notFound)
                continue
            }
            #expect(answer.status == .ok, "\(route.operationID): \(answer.text)")
            guard case .json(_, let schema) = route.gives else { continue }
            #expect(throws: Never.self, "\(route.operationID)") { try schema.check(answer.json) }
        }
    }

    /// A role that may, for a route.
    static func reader(of route: APIRoute) -> Role {
        let roles = AccessRules.rule(for: route.action)?.roles ?? []
        return roles.contains(.investigator)
            ? .investigator : roles.contains(.auditor) ? .auditor : .administrator
    }

    /// A route's address, for the first of each thing.
    static func address(of route: APIRoute) -> String {
        let path = route.path.split(separator: "/").map { $0.hasPrefix("{") ? "1" : String($0) }
        let query = route.query.filter(\.isRequired).map { member in
            switch member.key {
            case "from": "from=2026-05-20T00:00:00Z"
            case "until": "until=2026-05-29T00:00:00Z"
            case "role": "role=analyst"
            default: "\(member.key)=Ash"
            }
        }
        return "/" + path.joined(separator: "/") + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }

    @Test("Lists tell how many there are and which page it is")
    func lists() async throws {
        let site = try await APISite()
        try await site.fill()
        let first = try await site.call(.get, "/lines?page=1&state=refound&operation=1").json
        #expect(first["total"] == .integer(1))
        #expect(first["page"] == .integer(1))
        guard case .list(let lines) = first["items"] else {
            Issue.record("no items")
            return
        }
        #expect(lines.first?["number_now"] == .text("+447700900002"))
        #expect(try await site.call(.get, "/lines?page=2").json["items"] == .list([]))
    }

    // MARK: Doing

    @Test("What is made is where it says it is")
    func making() async throws {
        let site = try await APISite()
        let operation = try await site.call(.post, "/operations", #"{"name":"Larch","force":1}"#)
        #expect(operation.status == .created)
        #expect(operation.headers[.location] == "/api/v1/operations/1")
        let line = try await site.call(
            .post, "/lines",
            #"{"operation":1,"name":"Ash","number":"07700 900 001","from":"2026-05-01T00:00:00Z"}"#)
        #expect(line.status == .created, "\(line.text)")
        let found = try await site.call(.get, try #require(line.headers[.location])).json
        #expect(found["name"] == .text("Ash"))
        #expect(try await site.call(.get, "/search?q=900001").json["total"] == .integer(1))
    }

    @Test("A field is changed only where it still holds what was seen")
    func changing() async throws {
        let site = try await APISite()
        try await site.fill()
        let change = #"{"field":"status","value":"dormant","from":"active"}"#
        #expect(try await site.call(.patch, "/lines/1/card", change).status == .noContent)
        let again = try await site.call(.patch, "/lines/1/card", change)
        #expect(again.status == .conflict)
        #expect(again.code == "changed-meanwhile")
        #expect(again.field == "status")
        let history = try await site.call(.get, "/lines/1/history").text
        #expect(history.contains(#""new":"dormant""#))
    }

    @Test("A file is taken in by a job, and only under an authorisation that is there")
    func importing() async throws {
        let site = try await APISite()
        try await site.fill()
        let types: HTTPFields = [.contentType: "text/csv"]
        let text = "time,kind,from,to\n2026-05-02T10:00:00Z,call,07700900001,07700900019\n"
        let refused = try await site.call(
            .post, "/operations/1/files?authorisation=CD/9&name=a.csv", text, headers: types)
        #expect(refused.status == .unprocessableContent)
        let begun = try await site.call(
            .post, "/operations/1/files?authorisation=CD/1&name=a.csv&layout=none", text, headers: types)
        #expect(begun.status == .accepted, "\(begun.text)")
        let place = try #require(begun.headers[.location])
        // Somebody else's job is nobody's.
        #expect(try await site.call(.get, place, as: .analyst).status == .notFound)
        #expect(try await site.call(.get, place).json["name"] == .text("a.csv"))
    }

    // MARK: Refusing

    @Test(
        "What is not as the document describes is refused, and the place named",
        arguments: [
            (#"{"operation":1,"name":"Ash","number":"07700900001"}"#, 422, "from"),
            (
                #"{"operation":"1","name":"Ash","number":"07700900001","from":"2026-05-01T00:00:00Z"}"#, 422,
                "operation"
            ),
            (
                #"{"operation":1,"name":"A\u0000","number":"07700900001","from":"2026-05-01T00:00:00Z"}"#,
                422, "name"
            ),
            (
                #"{"operation":1,"name":"Ash","number":"07700900001","from":"2026-05-01T00:00:00Z","x":1}"#,
                422, ""
            ),
            (#"{"operation":1,"name":"Ash","number":"voicemail","from":"2026-05-01T00:00:00Z"}"#, 422, ""),
            (#"{"operation":9,"name":"Ash","number":"07700900001","from":"2026-05-01T00:00:00Z"}"#, 404, ""),
            (#"["#, 400, ""), (#""#, 400, ""),
        ])
    func strict(body: String, status: Int, field: String) async throws {
        let site = try await APISite()
        _ = try await site.call(.post, "/operations", #"{"name":"Larch","force":1}"#)
        let answer = try await site.call(.post, "/lines", body)
        #expect(answer.status.code == status, "\(answer.text)")
        #expect(answer.field == field)
        #expect(answer.headers[.contentType] == "application/problem+json")
        try APIProblem.model.schema.check(answer.json)
    }

    @Test(
        "Addresses are read as strictly as bodies",
        arguments: [
            ("/lines?page=0", 422), ("/lines?page=x", 422), ("/lines?page=1&page=2", 422),
            ("/lines?pgae=1", 422),
            ("/lines?state=gone", 422), ("/lines/x", 404), ("/lines/0", 404),
            ("/lines/99999999999999999999", 404),
            ("/lines/7", 404), ("/search?q=", 422), ("/search", 422), ("/search?q=%FF", 422), ("/lone", 404),
        ])
    func addresses(path: String, status: Int) async throws {
        let site = try await APISite()
        _ = try await site.call(.post, "/operations", #"{"name":"Larch","force":1}"#)
        let answer = try await site.call(.get, path)
        #expect(answer.status.code == status, "\(answer.text)")
        #expect(answer.headers[.contentType] == "application/problem+json")
    }

    @Test("Other methods, other kinds of body and long bodies are refused by name")
    func envelope() async throws {
        let site = try await APISite()
        let other = try await site.call(.delete, "/lines", nil)
        #expect(other.status == .methodNotAllowed)
        #expect(other.headers[.allow] == "GET, HEAD, POST")
        let form = try await site.call(
            .post, "/lines", "a=b", headers: [.contentType: "application/x-www-form-urlencoded"])
        #expect(form.status == .unsupportedMediaType)
        let long = #"{"name":"\#(String(repeating: "a", count: 70_000))","force":1}"#
        #expect(try await site.call(.post, "/operations", long).status == .contentTooLarge)
    }

    @Test("Without a key, and with one that is none, nothing is answered")
    func keyless() async throws {
        let site = try await APISite()
        for headers: HTTPFields in [[:], [.authorization: "Bearer rf_0"], [.authorization: "Basic YTpi"]] {
            let answer = try await site.call(.get, "/today", as: nil, headers: headers)
            #expect(answer.status == .unauthorized)
            #expect(answer.headers[.wwwAuthenticate] == "Bearer")
        }
    }

    @Test("A reason is asked for by name, and taken from the header")
    func reasons() async throws {
        let site = try await APISite()
        try await site.fill()
        let asked = try await site.call(.get, "/lines/1", why: "")
        #expect(asked.status == .forbidden)
        #expect(asked.code == "why-needed")
        #expect(asked.json["subject"] == .object(["kind": .text("line"), "id": .integer(1)]))
        #expect(try await site.call(.get, "/lines/1").status == .ok)
        #expect(
            try await site.call(.get, "/lines/1", why: String(repeating: "a", count: 501)).field
                == "X-Ringfence-Why")
    }

    @Test("A key makes no other key, and ends nobody's session")
    func keysAndSessions() async throws {
        let site = try await APISite()
        let made = try await site.call(.post, "/account/keys", #"{"name":"b","scopes":["write"],"days":366}"#)
        #expect(made.code == "session-needed")
        #expect(try await site.call(.delete, "/account/sessions/1").code == "session-needed")
        #expect(try await site.call(.delete, "/account/keys/99").status == .notFound)
    }

    // MARK: The walk

    @Test(
        "Nobody does by the API what the table of rules does not let their role do", arguments: Role.allCases)
    func walk(role: Role) async throws {
        let site = try await APISite()
        try await site.fill()
        for route in APIRoutes.all {
            guard let rule = AccessRules.rule(for: route.action), route.action != .useAccount else {
                continue
            }
            let answer = try await site.call(
                route.method, Self.address(of: route), APISample.body(of: route), as: role,
                headers: APISample.headers(of: route))
            let isRefused = answer.status == .forbidden
            if !rule.roles.contains(role) {
                #expect(isRefused, "\(role) \(route.operationID): \(answer.status) \(answer.text)")
            } else if route.isLook {
                #expect(!isRefused, "\(role) \(route.operationID): \(answer.text)")
            }
        }
    }
}

/// The least that a route takes.
enum APISample {
    static func body(of route: APIRoute) -> String? {
        switch route.takes {
        case .nothing: nil
        case .file: "time,kind,from,to\n"
        case .json(let members):
            String(decoding: value(of: .object(members)).bytes, as: UTF8.self)
        }
    }

    static func headers(of route: APIRoute) -> HTTPFields {
        if case .file = route.takes { [.contentType: "text/csv"] } else { [:] }
    }

    private static func value(of schema: Schema, key: String = "") -> JSONValue {
        switch schema {
        case .text(let rule):
            rule.form == .time
                ? .text("2026-05-01T00:00:00Z") : .text(key == "number" ? "07700900077" : "Birch")
        case .choice(let words): .text(words.first ?? "")
        case .integer(let range): .integer(range.lowerBound)
        case .number: .real(0)
        case .truth: .truth(true)
        case .list: .list([])
        case .object(let members):
            .object(
                Dictionary(
                    uniqueKeysWithValues: members.filter(\.isRequired).map {
                        ($0.key, value(of: $0.schema, key: $0.key))
                    }))
        case .named(_, let schema): value(of: schema, key: key)
        case .orNull: .null
        }
    }
}
