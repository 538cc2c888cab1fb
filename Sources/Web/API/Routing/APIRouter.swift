import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Every route of the API, and the document that describes them.
struct APIRouter: PageRoutes {
    let site: Site

    static let document = "/api/openapi.json"

    func add(to router: Router<PageContext>) {
        for route in APIRoutes.all {
            router.on(RouterPath(APIRoute.base + route.path), method: route.method) { request, context in
                await answer(request, context, route)
            }
        }
        let document = OpenAPIDocument(software: site.settings.software).json.bytes
        router.get(RouterPath(Self.document)) { _, _ in Self.json(.ok, document) }
        for (path, methods) in Self.methods { refuseOthers(than: methods, at: path, router) }
    }

    // MARK: Answering

    private func answer(_ request: Request, _ context: PageContext, _ route: APIRoute) async -> Response {
        do {
            let call = try await APICall(request, context, route, site)
            switch try await route.work(call) {
            case .json(let value): return Self.json(route.gives.status, value.bytes)
            case .made(let value, let place):
                var response = Self.json(route.gives.status, value.bytes)
                response.headers[.location] = APIRoute.base + place
                return response
            case .nothing: return Response(status: .noContent)
            case .response(let response): return response
            }
        } catch {
            let problem = APIProblem(error)
            if problem.status == .internalServerError {
                // The error's type and no more: its text may hold what a person typed.
                context.logger.error(
                    "a call failed",
                    metadata: ["error": "\(type(of: error))", "call": "\(route.operationID)"])
            }
            return problem.response
        }
    }

    private static func json(_ status: HTTPResponse.Status, _ bytes: [UInt8]) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    // MARK: Other methods

    /// The methods of each path.
    private static let methods: [String: Set<HTTPRequest.Method>] = {
        var methods: [String: Set<HTTPRequest.Method>] = [document: [.get, .head]]
        for route in APIRoutes.all {
            methods[APIRoute.base + route.path, default: []].insert(route.method)
            // Every address that can be read can be asked for its headers alone.
            if route.method == .get { methods[APIRoute.base + route.path]?.insert(.head) }
        }
        return methods
    }()

    private static let known: [HTTPRequest.Method] =
        [.get, .head, .post, .put, .patch, .delete, .options, .trace]
        + [HTTPRequest.Method("QUERY")].compactMap(\.self)

    private func refuseOthers(
        than methods: Set<HTTPRequest.Method>, at path: String, _ router: Router<PageContext>
    ) {
        let problem = APIProblem.method(allowed: methods.map(\.rawValue).sorted())
        for method in Self.known where !methods.contains(method) {
            router.on(RouterPath(path), method: method) { _, _ in problem.response }
        }
    }
}
