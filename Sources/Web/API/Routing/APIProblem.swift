import Access
import Casework
import HTTPTypes
import Hummingbird

/// Why a program's request is not done, as RFC 9457 writes it: a status, a short code to act on, and a sentence.
struct APIProblem: Error, Sendable {
    let status: HTTPResponse.Status
    let code: String
    /// The same sentence that a page shows.
    let detail: String
    /// The key or parameter that is wrong; empty where it is none.
    var field = ""
    /// What a reason is asked for, or what changed meanwhile.
    var subject: Subject?
    var headers: HTTPFields = [:]

    init(
        _ status: HTTPResponse.Status, _ code: String, _ detail: String, field: String = "",
        subject: Subject? = nil
    ) {
        (self.status, self.code, self.detail) = (status, code, detail)
        (self.field, self.subject) = (field, subject)
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
    }

    var response: Response {
        var response = Response(
            status: status, headers: headers,
            body: .init(byteBuffer: ByteBuffer(bytes: Self.model.json(self).bytes)))
        response.headers[.contentType] = Self.contentType
        return response
    }

    static let contentType = "application/problem+json"

    static let model = APIModel<APIProblem>(
        "Problem",
        [
            .text("type") { _ in "about:blank" }, .text("title") { $0.status.reasonPhrase },
            .count("status") { $0.status.code }, .text("code") { $0.code }, .text("detail") { $0.detail },
            .optionalText("field") { $0.field.isEmpty ? nil : $0.field },
            .optionalModel("subject", APIModels.subject) { $0.subject },
        ])
}

extension APIProblem {
    static let notSignedIn = APIProblem(
        .unauthorized, "not-signed-in", "Send a key of yours in the header Authorization, as “Bearer rf_…”.")
    static let notFound = APIProblem(.notFound, "not-found", "There is nothing at this address.")
    static let notJSON = APIProblem(.badRequest, "malformed", "The body is not JSON in UTF-8.")
    static let tooLong = APIProblem(
        .contentTooLarge, "too-large", "The body is longer than \(APICall.bodyLimit) bytes.")
    static let failed = APIProblem(
        .internalServerError, "failed",
        "The casebook could not do that. Nothing was half done. The server's log says what failed.")
    /// For what a person does at a page of their own, not a program for them.
    static let sessionNeeded = APIProblem(
        .forbidden, "session-needed", "This is done by a person who is signed in, not with a key.")

    static func contentType(_ expected: String) -> APIProblem {
        APIProblem(.unsupportedMediaType, "content-type", "The body must be \(expected), and say so.")
    }

    static func method(allowed: [String]) -> APIProblem {
        var problem = APIProblem(
            .methodNotAllowed, "method", "This address takes \(allowed.joined(separator: ", ")) only.")
        problem.headers[.allow] = allowed.joined(separator: ", ")
        return problem
    }

    static func invalid(_ fault: SchemaFault) -> APIProblem {
        let name = fault.field.isEmpty ? "What was sent" : "“\(fault.field)”"
        return APIProblem(.unprocessableContent, "invalid", "\(name) \(fault.sentence).", field: fault.field)
    }

    /// What the rules refuse, each with the sentence its page has. Anything else failed, and is not for telling.
    init(_ error: any Error) {
        switch error {
        case let problem as APIProblem: self = problem
        case let fault as SchemaFault: self = .invalid(fault)
        case let refusal as PageRefusal: self.init(refusal)
        case let needed as ReasonNeeded:
            self.init(
                .forbidden, AccessRefusal.whyNeeded.code,
                "\(AccessRefusal.whyNeeded.sentence) Send the reason in the header X-Ringfence-Why.",
                subject: needed.subject)
        case AccessRefusal.notSignedIn: self = .notSignedIn
        case let refusal as AccessRefusal: self.init(.forbidden, refusal.code, refusal.sentence)
        case let refusal as RegisterRefusal:
            self = .rule(Words.sentence(refusal), isMissing: refusal.isMissing)
        case let refusal as FieldRefusal: self.init(refusal)
        case let refusal as IntakeRefusal: self = .rule(Words.sentence(refusal))
        case AccountRefusal.outsideForce:
            self.init(.forbidden, AccessRefusal.elsewhere.code, AccountRefusal.outsideForce.sentence)
        case let refusal as AccountRefusal: self = .rule(refusal.sentence, isMissing: refusal.isMissing)
        case let refusal as LogRefusal:
            self = .rule(Words.sentence(refusal), isMissing: refusal.isMissing)
        case let refusal as RetentionRefusal:
            self = .rule(Words.sentence(refusal), isMissing: refusal.isMissing)
        default: self = .failed
        }
    }

    private init(_ refusal: PageRefusal) {
        self.init(refusal.status, refusal.status == .notFound ? "not-found" : "refused", refusal.text)
    }

    private init(_ refusal: FieldRefusal) {
        let sentence = Words.sentence(refusal)
        switch refusal {
        case .changedMeanwhile(let field, _):
            self.init(.conflict, "changed-meanwhile", sentence, field: field.key)
        case .missing(let field), .tooLong(let field, _), .tooMany(let field, _), .notAChoice(let field),
            .notADay(let field), .notAnIdentifier(let field, _), .controlCharacter(let field):
            self.init(.unprocessableContent, "refused", sentence, field: field.key)
        case .noSuchField(let key): self.init(.unprocessableContent, "refused", sentence, field: key)
        }
    }

    private static func rule(_ sentence: String, isMissing: Bool = false) -> APIProblem {
        isMissing
            ? APIProblem(.notFound, "not-found", sentence)
            : APIProblem(.unprocessableContent, "refused", sentence)
    }
}

extension RegisterRefusal {
    /// Whether what is asked for is not there.
    var isMissing: Bool {
        switch self {
        case .noSuchLine, .noSuchClosure, .noSuchAnswer, .noSuchPlace, .noSuchOperation, .noSuchCheckBack,
            .noSuchSubject:
            true
        case .noSuchAuthorisation(let reference): Int64(reference) != nil
        default: false
        }
    }
}

extension AccountRefusal {
    var isMissing: Bool {
        switch self {
        case .noSuchKey, .noSuchSession, .noSuchUser, .noSuchForce, .noSuchOperation: true
        default: false
        }
    }
}

extension LogRefusal {
    var isMissing: Bool { if case .noSuchEntry = self { true } else { false } }
}

extension RetentionRefusal {
    var isMissing: Bool {
        switch self {
        case .noSuchDeletion, .noSuchSubject, .noSuchClass: true
        default: false
        }
    }
}
