import CallRecords
import Casework
import Foundation
import Hummingbird
import Mustache

/// What every page needs: the rules it calls, and the templates it is drawn with.
package struct Site: Sendable {
    let register: Register
    let intake: RecordIntake
    let jobs: ImportJobs
    let software: String
    private let templates: MustacheLibrary

    package init(register: Register, intake: RecordIntake, software: String) async throws {
        (self.register, self.intake, self.software) = (register, intake, software)
        jobs = ImportJobs(intake: intake)
        let folder = Bundle.module.bundleURL.appending(path: "Templates").path
        templates = try await MustacheLibrary(directory: folder)
    }

    /// Every route there is, behind the guards.
    package func router() -> Router<BasicRequestContext> {
        let router = Router(options: .autoGenerateHeadEndpoints)
        router.addMiddleware {
            SecurityHeaders()
            RefusalPages(site: self)
            LoopbackGuard()
        }
        LinePages(site: self).add(to: router)
        ClosurePages(site: self).add(to: router)
        FilePages(site: self).add(to: router)
        AboutPages(site: self).add(to: router)
        return router
    }

    /// A whole page: a model drawn by the template of its name, inside the frame.
    func page(
        _ model: some PageModel, status: HTTPResponse.Status = .ok, refreshAfter seconds: Int? = nil
    ) -> Response {
        let main = templates.render(model, withTemplate: type(of: model).template) ?? ""
        let frame = Frame(
            title: model.title, main: main, software: software, refresh: seconds.map(String.init) ?? "",
            isRefreshed: seconds != nil,
            sections: Frame.sections(current: type(of: model).section))
        return .html(templates.render(frame, withTemplate: "frame") ?? "", status: status)
    }
}

/// The finished text of one page, which the template of the same name draws.
protocol PageModel: Sendable {
    static var template: String { get }
    /// The part of the navigation it belongs to.
    static var section: String { get }
    var title: String { get }
}

/// What stands round every page.
struct Frame: Sendable {
    struct Section: Sendable {
        let name: String
        let link: String
        let isCurrent: Bool
    }

    let title: String
    /// HTML, made by a template.
    let main: String
    let software: String
    /// Seconds after which the page is asked for again.
    let refresh: String
    let isRefreshed: Bool
    let sections: [Section]

    static func sections(current: String) -> [Section] {
        [("Lines", "/"), ("Files", "/files"), ("About", "/about")].map {
            Section(name: $0.0, link: $0.1, isCurrent: $0.0 == current)
        }
    }
}

extension Response {
    static func html(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// A table as a file to keep.
    static func csv(_ table: Table, name: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "text/csv; charset=utf-8",
                .contentDisposition: "attachment; filename=\"\(name).csv\"",
            ], body: .init(byteBuffer: ByteBuffer(string: table.csv)))
    }

    static func seeOther(_ location: String) -> Response {
        Response(status: .seeOther, headers: [.location: location])
    }
}
