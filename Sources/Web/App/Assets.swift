import Foundation
import Hummingbird

/// The style sheet, and the one script: small files of our own.
struct Assets: PageRoutes {
    private static let files = [
        (name: "ringfence.css", type: "text/css; charset=utf-8"),
        (name: "live.js", type: "text/javascript; charset=utf-8"),
    ]

    func add(to router: Router<PageContext>) {
        for file in Self.files {
            router.get("/assets/\(file.name)") { _, _ in
                let path = Bundle.module.bundleURL.appending(path: "Assets/\(file.name)")
                guard let data = try? Data(contentsOf: path) else { throw PageRefusal.notFound("page") }
                return Response(
                    status: .ok, headers: [.contentType: file.type, .cacheControl: "max-age=300"],
                    body: .init(byteBuffer: ByteBuffer(bytes: data)))
            }
        }
    }
}
