import CallRecords
import Casework
import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import Watching

/// What a watch answers over HTTP: batches of records in, and the owner's page of suggestions out.
///
/// Every request holds the token: programs as `Authorization: Bearer`, browsers as the password they ask for. On
/// loopback only; a proxy does TLS.
package struct WatchSite: Sendable {
    /// A batch's bytes at most.
    package static let longestBatch = 16 << 20

    private let watcher: Watcher
    private let token: SHA256.Digest
    private let hosts: HostRule

    package init(_ watcher: Watcher, token: [UInt8], hosts: HostRule = .loopback) {
        (self.watcher, self.token, self.hosts) = (watcher, SHA256.hash(data: token), hosts)
    }

    package func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.add(middleware: WatchGuard(token: token, hosts: hosts))
        router.post("/records") { request, _ in try await self.take(request) }
        router.get("/") { request, _ in
            let rests = request.uri.queryParameters["refresh"] == "off"
            return WatchAnswer.page(
                WatchPage(watcher.suggestions(), watcher.status, isRefreshed: !rests).html)
        }
        router.get("/suggestions.csv") { _, _ in
            WatchAnswer.text(WatchPage.table(watcher.suggestions()).csv, type: "text/csv; charset=utf-8")
        }
        router.get("/status") { _, _ in WatchAnswer.json(watcher.status) }
        router.get("/assets/ringfence.css") { _, _ in
            let path = Bundle.module.bundleURL.appending(path: "Assets/ringfence.css")
            return WatchAnswer.text(
                try String(contentsOf: path, encoding: .utf8), type: "text/css; charset=utf-8")
        }
        return router
    }

    private func take(_ request: Request) async throws -> Response {
        guard let source = request.uri.queryParameters["source"].map(String.init),
            (1...80).contains(source.utf8.count), source.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            let sequence = request.uri.queryParameters["sequence"].flatMap({ Int($0) }), sequence >= 1
        else {
            return WatchAnswer.problem(
                .badRequest,
                "Post to /records?source=NAME&sequence=N: a name without spaces, and 1 for its first batch, 2 for the next."
            )
        }
        let body: ByteBuffer
        do { body = try await request.body.collect(upTo: Self.longestBatch) } catch {
            return WatchAnswer.problem(
                .contentTooLarge,
                "A batch has \(Format.bytes(Self.longestBatch)) at most. Post it as several, each with the header."
            )
        }
        let batch = Batch(source: source, sequence: sequence, body: Array(body.readableBytesView))
        do { return WatchAnswer.json(try await count(batch)) } catch let refusal as FileRefusal {
            return WatchAnswer.problem(.unprocessableContent, WatchWords.sentence(refusal))
        } catch let refusal as WatchRefusal {
            switch refusal {
            case .batchMissing, .batchDiffers, .batchPassed:
                return WatchAnswer.problem(.conflict, refusal.sentence)
            case .nothingRead: return WatchAnswer.problem(.unprocessableContent, refusal.sentence)
            default: return WatchAnswer.problem(.serviceUnavailable, refusal.sentence)
            }
        }
    }

    /// Off the threads that answer: a large batch takes a second.
    @concurrent
    private func count(_ batch: Batch) async throws -> BatchReceipt { try watcher.take(batch) }
}

/// Lets in only who holds the token, by this machine's own name.
struct WatchGuard: RouterMiddleware {
    let token: SHA256.Digest
    let hosts: HostRule

    func handle(
        _ request: Request, context: BasicRequestContext,
        next: (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let authority = request.head.authority, hosts.allows(authority) else {
            return WatchAnswer.problem(
                .misdirectedRequest, "A watch answers on this machine only, as 127.0.0.1.")
        }
        guard holdsToken(request.headers[.authorization] ?? "") else {
            var response = WatchAnswer.problem(
                .unauthorized, "Give the watch's token: as a bearer token, or as the password, with any name."
            )
            response.headers[.wwwAuthenticate] = "Basic realm=\"Ringfence watch\", charset=\"UTF-8\""
            return response
        }
        guard request.method == .get || !isForeign(request, authority) else {
            return WatchAnswer.problem(
                .forbidden, "A page of another site tried to send this. Nothing was counted.")
        }
        do { return try await next(request, context) } catch let error as HTTPError {
            return WatchAnswer.problem(error.status, "There is nothing at this address.")
        }
    }

    /// A browser that was given the token sends it by itself, whatever page asks.
    private func isForeign(_ request: Request, _ authority: String) -> Bool {
        let isElsewhere = request.headers[.origin].map { origin in
            !["http://\(authority)", "https://\(authority)"].contains(origin)
        }
        let isOfAnother = request.headers[.fetchSite].map { $0 != "same-origin" && $0 != "none" }
        return isElsewhere ?? false || isOfAnother ?? false
    }

    /// Digests are compared in a time that tells nothing.
    private func holdsToken(_ header: String) -> Bool {
        let words = header.split(separator: " ", maxSplits: 1)
        guard words.count == 2 else { return false }
        switch words[0].lowercased() {
        case "bearer": return SHA256.hash(data: Array(words[1].utf8)) == token
        case "basic":
            guard let pair = Data(base64Encoded: String(words[1])), let colon = pair.firstIndex(of: 58) else {
                return false
            }
            return SHA256.hash(data: pair[(colon + 1)...]) == token
        default: return false
        }
    }
}

/// Answers of a watch. Nothing from outside, no script, nothing kept.
enum WatchAnswer {
    static func page(_ html: String) -> Response {
        var response = text(html, type: "text/html; charset=utf-8")
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        return response
    }

    static func text(_ text: String, type: String, _ status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [
                .contentType: type, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
                .referrerPolicy: "no-referrer",
            ], body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    static func json(_ value: some Encodable, _ status: HTTPResponse.Status = .ok) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        return self.text(text + "\n", type: "application/json", status)
    }

    static func problem(_ status: HTTPResponse.Status, _ sentence: String) -> Response {
        json(["problem": sentence], status)
    }
}
