import HTTPTypes
import Hummingbird

/// Lets through only what was sent from pages of ours: whatever changes something must carry the visitor's token, and
/// come from this site as far as the browser says (threat model, T2). A program's key needs neither: no browser adds it
/// by itself.
struct FormGuard: RouterMiddleware {
    let settings: SiteSettings

    private static let safe: Set<HTTPRequest.Method> = [.get, .head, .options]

    func handle(
        _ request: Request, context: PageContext,
        next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        if Self.safe.contains(request.method) { return try await next(request, context) }
        if case .key = context.visitor { return try await next(request, context) }
        try refuseForeign(request)
        var request = request
        let token = try await token(of: &request)
        guard FormToken.isRight(token, for: context.visitor) else { throw FormRefused() }
        return try await next(request, context)
    }

    private func refuseForeign(_ request: Request) throws {
        let own = "\(settings.isSecure ? "https" : "http")://\(request.head.authority ?? "")"
        let isForeign =
            request.headers[.origin].map { $0 != own } ?? false
            || request.headers[.fetchSite].map { $0 != "same-origin" && $0 != "none" } ?? false
        guard !isForeign else {
            throw PageRefusal(
                status: .forbidden, title: "Sent from another site",
                text: "A page of another site tried to send this. Nothing was changed. "
                    + "If it was you, go to the page in Ringfence and send it from there.")
        }
    }

    /// The token a request carries: in its header, among its fields, or in the first part of an upload. What was read
    /// of the body for it is put back.
    private func token(of request: inout Request) async throws -> String {
        if let header = request.headers[.token] { return header }
        let type = request.headers[.contentType] ?? ""
        if type.lowercased().hasPrefix("application/x-www-form-urlencoded") {
            do {
                return Form(String(buffer: try await request.collectBody(upTo: Form.limit)))[FormToken.field]
            } catch { throw PageRefusal.formTooLong }
        }
        guard let reader = MultipartReader(contentType: type) else { return "" }
        let body = BodyReader(request.body)
        let token = try await Self.firstPart(reader, body)
        request.body = RequestBody(asyncSequence: AsyncThrowingStream(unfolding: { try await body.next() }))
        return token
    }

    /// Reads an upload until its first part is whole, and puts all of it back.
    private static func firstPart(_ reader: MultipartReader, _ body: BodyReader) async throws -> String {
        var reader = reader
        var (read, count): ([ByteBuffer], Int) = ([], 0)
        var token: [UInt8] = []
        var (isTokens, isWhole) = (false, false)
        while !isWhole, count < Form.limit, let buffer = try await body.next() {
            read.append(buffer)
            count += buffer.readableBytes
            // A body that is no form has no token; the page that takes uploads says so.
            for piece in (try? reader.read(Array(buffer.readableBytesView))) ?? [] where !isWhole {
                switch piece {
                case .begin(let part): isTokens = part.name == FormToken.field
                case .bytes(let bytes): if isTokens { token += bytes }
                case .end: isWhole = true
                }
            }
        }
        await body.putBack(read)
        return String(decoding: token, as: UTF8.self)
    }
}

/// Reads a body, which can be iterated over once only, in two goes: the guard's and the page's.
private actor BodyReader {
    private var iterator: RequestBody.AsyncIterator
    private var waiting: ArraySlice<ByteBuffer> = []

    init(_ body: RequestBody) { iterator = body.makeAsyncIterator() }

    func next() async throws -> ByteBuffer? {
        if let buffer = waiting.popFirst() { return buffer }
        var current = iterator
        let buffer = try await current.next(isolation: self)
        iterator = current
        return buffer
    }

    func putBack(_ buffers: [ByteBuffer]) { waiting = ArraySlice(buffers) + waiting }
}

/// The token was missing or another's: the page was open too long, or was none of ours.
struct FormRefused: Error {}
