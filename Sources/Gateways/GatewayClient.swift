import Access
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// Asks other servers: over TLS, with limits on time and size, and without going where an answer would lead.
package struct GatewayClient: Sendable {
    private static let longest = 256 << 10
    private static let patience = TimeAmount.seconds(10)

    private let client: HTTPClient

    package init() {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(connect: .seconds(5), read: Self.patience))
        configuration.decompression = .disabled
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    package func shutDown() async throws { try await client.shutdown() }

    /// Whether it may be asked at all: nothing goes over a network in clear.
    package static func isAllowed(_ address: String) -> Bool {
        guard let parts = URLComponents(string: address), let host = parts.host, parts.user == nil else {
            return false
        }
        return parts.scheme == "https"
            || (parts.scheme == "http" && ["127.0.0.1", "localhost", "[::1]"].contains(host))
    }

    func get(_ address: String, headers: [(String, String)] = []) async throws(ProviderFailure) -> Data {
        try await ask(address, .GET, headers, nil)
    }

    func post(
        _ address: String, _ fields: [(String, String)], headers: [(String, String)]
    ) async throws(ProviderFailure) -> Data {
        let type = ("Content-Type", "application/x-www-form-urlencoded")
        return try await ask(address, .POST, headers + [type], Self.form(fields))
    }

    /// Hands over a body of JSON, which is taken where the answer is any of success.
    package func deliver(
        _ body: Data, to address: String, headers: [(String, String)]
    ) async throws(ProviderFailure) {
        guard Self.isAllowed(address) else { throw .unreadable("address") }
        var request = HTTPClientRequest(url: address)
        request.method = .POST
        request.headers = HTTPHeaders([("Content-Type", "application/json")] + headers)
        request.body = .bytes(ByteBuffer(bytes: body))
        let response: HTTPClientResponse
        do { response = try await client.execute(request, timeout: Self.patience) } catch {
            throw .unreachable
        }
        guard (200..<300).contains(response.status.code) else {
            throw .refused(status: Int(response.status.code))
        }
    }

    private func ask(
        _ address: String, _ method: HTTPMethod, _ headers: [(String, String)], _ body: String?
    ) async throws(ProviderFailure) -> Data {
        guard Self.isAllowed(address) else { throw .unreadable("address") }
        var request = HTTPClientRequest(url: address)
        request.method = method
        request.headers = HTTPHeaders([("Accept", "application/json")] + headers)
        request.body = body.map { .bytes(ByteBuffer(string: $0)) }
        let response: HTTPClientResponse
        do { response = try await client.execute(request, timeout: Self.patience) } catch {
            throw .unreachable
        }
        guard response.status == .ok else { throw .refused(status: Int(response.status.code)) }
        let buffer: ByteBuffer
        do { buffer = try await response.body.collect(upTo: Self.longest) } catch {
            throw error is NIOTooManyBytesError ? .answerTooLong : .unreachable
        }
        return Data(buffer.readableBytesView)
    }

    /// `application/x-www-form-urlencoded`.
    static func form(_ fields: [(String, String)]) -> String {
        fields.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
    }

    static func encoded(_ text: String) -> String {
        let plain = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }
}
