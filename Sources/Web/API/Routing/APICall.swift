import Access
import CallRecords
import Casework
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Telephony

/// A request that was held against its route: who asks, and what they sent.
struct APICall: Sendable {
    /// Bytes of JSON. Files are longer.
    static let bodyLimit = 65_536

    let site: Site
    let who: Principal
    let desk: Desk
    let context: PageContext
    /// Read only by routes that take files.
    let body: RequestBody
    /// From the path, the query and the body: no route has the same name in two of them.
    private let values: [String: JSONValue]

    /// - Throws: ``APIProblem``, ``SchemaFault``.
    init(_ request: Request, _ context: PageContext, _ route: APIRoute, _ site: Site) async throws {
        guard let who = context.visitor.principal else { throw APIProblem.notSignedIn }
        (self.site, self.who, self.context, body) = (site, who, context, request.body)
        desk = try await site.desk(context)
        try Self.check(why: context.why)
        var values = try Self.path(context, route)
        values.merge(try Self.query(request, route)) { old, _ in old }
        values.merge(try await Self.body(request, route)) { old, _ in old }
        self.values = values
    }

    // MARK: Reading

    private static func check(why: String) throws {
        guard !why.isEmpty else { return }
        do throws(SchemaFault) {
            try Schema.text(1...500).check(.text(why), at: HTTPField.Name.why.rawName)
        } catch { throw APIProblem.invalid(error) }
    }

    private static func path(_ context: PageContext, _ route: APIRoute) throws -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for member in route.pathMembers {
            let written = context.parameters.get(member.key)?.removingPercentEncoding ?? ""
            let value = member.schema.value(written: written)
            // An address that cannot be a thing's is nobody's.
            do throws(SchemaFault) { try member.schema.check(value) } catch { throw APIProblem.notFound }
            values[member.key] = value
        }
        return values
    }

    private static func query(_ request: Request, _ route: APIRoute) throws -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for pair in (request.uri.query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
                decoded)
            guard let key = parts[0], let text = parts.count > 1 ? parts[1] : "" else {
                throw APIProblem(.unprocessableContent, "invalid", "The address is not written in UTF-8.")
            }
            let member = route.query.first { $0.key == key }
            let value = (member?.schema ?? .anyText).value(written: text)
            guard values.updateValue(value, forKey: key) == nil else {
                throw APIProblem(
                    .unprocessableContent, "invalid", "A parameter is sent twice.", field: member?.key ?? "")
            }
        }
        try Schema.object(route.query).check(.object(values))
        return values
    }

    /// A part of an address as forms write it (WHATWG URL Standard, 5.1).
    private static func decoded(_ text: Substring) -> String? {
        String(text).replacing("+", with: " ").removingPercentEncoding
    }

    private static func body(_ request: Request, _ route: APIRoute) async throws -> [String: JSONValue] {
        let type = (request.headers[.contentType] ?? "").prefix { $0 != ";" }.trimmingCharacters(
            in: .whitespaces)
        switch route.takes {
        case .nothing: return [:]
        case .file:
            guard APIRoute.fileTypes.contains(type.lowercased()) else {
                throw APIProblem.contentType(APIRoute.fileTypes.joined(separator: " or "))
            }
            return [:]
        case .json(let members):
            guard type.lowercased() == "application/json" else {
                throw APIProblem.contentType("application/json")
            }
            let buffer: ByteBuffer
            do { buffer = try await request.body.collect(upTo: bodyLimit) } catch is NIOTooManyBytesError {
                throw APIProblem.tooLong
            }
            guard let value = JSONValue(bytes: Array(buffer.readableBytesView)) else {
                throw APIProblem.notJSON
            }
            try Schema.object(members).check(value)
            guard case .object(let object) = value else { throw APIProblem.notJSON }
            return object
        }
    }

    // MARK: What was sent
    // Each was held against its schema: what is absent here may be left out.

    /// Empty where it was left out.
    func text(_ key: String) -> String { optionalText(key) ?? "" }

    func optionalText(_ key: String) -> String? {
        if case .text(let text) = values[key] { text } else { nil }
    }

    /// 0 where it was left out.
    func id(_ key: String = "id") -> Int64 { optionalID(key) ?? 0 }

    func optionalID(_ key: String) -> Int64? {
        if case .integer(let integer) = values[key] { integer } else { nil }
    }

    func integer(_ key: String, else other: Int) -> Int { optionalID(key).map { Int($0) } ?? other }

    var page: Int { integer("page", else: 1) }
    /// The operation to which a list is narrowed.
    var operation: Int64? { optionalID("operation") }

    func truth(_ key: String) -> Bool { values[key] == .truth(true) }

    /// - Throws: ``APIProblem`` where it was left out and may not be.
    func time(_ key: String) throws -> Instant {
        guard let time = optionalTime(key) else { throw APIProblem.notJSON }
        return time
    }

    func optionalTime(_ key: String) -> Instant? { optionalText(key).flatMap { try? Instant(parsing: $0) } }

    func choice<Choice: RawRepresentable<String>>(_ key: String, else other: Choice) -> Choice {
        optionalChoice(key) ?? other
    }

    func optionalChoice<Choice: RawRepresentable<String>>(_ key: String) -> Choice? {
        optionalText(key).flatMap { Choice(rawValue: $0) }
    }

    func choices<Choice: RawRepresentable<String>>(_ key: String) -> [Choice] {
        guard case .list(let items) = values[key] else { return [] }
        return items.compactMap { if case .text(let text) = $0 { Choice(rawValue: text) } else { nil } }
    }

    /// Nil where null was sent, or nothing.
    func ids(_ key: String) -> [Int64]? {
        guard case .list(let items) = values[key] else { return nil }
        return items.compactMap { if case .integer(let integer) = $0 { integer } else { nil } }
    }

    func texts(_ key: String) -> [String] {
        guard case .list(let items) = values[key] else { return [] }
        return items.compactMap { if case .text(let text) = $0 { text } else { nil } }
    }

    func party(_ key: String) async throws -> Party { try await desk.party(written: text(key)) }
}

extension APIRoute {
    /// What the bytes of a file may call themselves.
    static let fileTypes = ["application/octet-stream", "text/csv"]
}
