import Foundation
import Hummingbird

/// What this is and what it is not, and the style sheet.
struct AboutPages: Sendable {
    let site: Site

    func add(to router: Router<BasicRequestContext>) {
        router.get("/about") { _, _ in site.page(AboutPage(software: site.software)) }
        router.get("/assets/ringfence.css") { _, _ in
            let file = Bundle.module.bundleURL.appending(path: "Assets/ringfence.css")
            guard let data = try? Data(contentsOf: file) else { throw PageRefusal.notFound("page") }
            return Response(
                status: .ok,
                headers: [.contentType: "text/css; charset=utf-8", .cacheControl: "max-age=300"],
                body: .init(byteBuffer: ByteBuffer(bytes: data)))
        }
    }
}

struct AboutPage: PageModel {
    static let template = "about"
    static let section = "About"
    let title = "About Ringfence"
    let software: String

    init(software: String) { self.software = software }
}
