import Access
import Casework
import HTTPTypes
import Hummingbird

/// Which forces and which people an operation is open to.
extension OperationPages {
    func share(_ context: PageContext, _ form: Form?) async throws -> Response {
        let desk = try await site.desk(context)
        let view = try await desk.operation(try context.id())
        let entry = view.entry
        if case .refused(let refusal) = AccessRules.decide(desk.who, .shareOperation, on: entry.place) {
            throw refusal
        }
        let link = "/operations/\(entry.id)"
        var problems = Problems()
        if let form {
            let force = try await problems.reading("force") { try form.id("force", or: .force) }
            let reach = try await problems.reading("reach") { try Reach(form) }
            let reason = try await problems.reading("reason") { try form.text("reason", or: .reason) }
            if let force, let reach, let reason {
                let isShared: Void? = try await problems.saving(or: "force") {
                    try await desk.share(operation: entry.id, with: force, reach: reach.share, reason: reason)
                }
                if isShared != nil { return .done(.shared, link) }
            }
        }
        let others = try await desk.forces().filter { $0.id != entry.force.id }
        let inputs: [Question.Input] = [
            .init(
                .list, "force", "Force", value: form?["force"] ?? "",
                choices: [.init(value: "", title: "Choose one")]
                    + others.map { .init(value: "\($0.id)", title: $0.name) }),
            .init(.one, "reach", "For what", value: form?["reach"] ?? "", choices: Reach.choices),
            .reason(form ?? Form(""), hint: "It stays in the log, with the force it was disclosed to"),
        ]
        return site.page(
            QuestionPage(
                "Share \(entry.name) with a force", back: Link(entry.name, link),
                lede: "People of that force see or work in the operation as far as their roles go.",
                Question("\(link)/share", button: "Save", inputs, problems: problems)), context)
    }

    /// How far a force may go, as the form says it.
    private struct Reach {
        static let choices: [Question.Choice] = [
            .init(value: Place.Share.see.rawValue, title: "Seeing: they change nothing"),
            .init(value: Place.Share.work.rawValue, title: "Working: they record and decide as well"),
            .init(value: "none", title: "No more: stop sharing with it"),
        ]

        /// Nil to stop sharing.
        let share: Place.Share?

        init(_ form: Form) throws(Missing) {
            share = Place.Share(rawValue: form["reach"])
            guard share != nil || form["reach"] == "none" else { throw .reach }
        }
    }

    func restrict(_ context: PageContext, _ form: Form?) async throws -> Response {
        let desk = try await site.desk(context)
        let view = try await desk.operation(try context.id())
        let entry = view.entry
        let link = "/operations/\(entry.id)"
        let people = try await desk.peopleForRestricting(entry.id)
        // Whoever restricts is among those named, and so is ticked from the start.
        let shown = Set(view.named.map(\.id)).union([desk.who.id])
        var problems = Problems()
        if let form {
            let named = try await problems.reading("openness") {
                try Openness(form, among: people.map(\.id), ticked: shown)
            }
            let reason = try await problems.reading("reason") { try form.text("reason", or: .reason) }
            if let named, let reason {
                let isSaved: Void? = try await problems.saving(or: "openness") {
                    try await desk.restrict(operation: entry.id, to: named.people, reason: reason)
                }
                if isSaved != nil { return .done(.restricted, link) }
            }
        }
        let openness = form?["openness"] ?? (entry.isRestricted ? "named" : "all")
        let ticked = form?.all("people") ?? shown.sorted().map { "\($0)" }
        return site.page(
            QuestionPage(
                "Who may open \(entry.name)", back: Link(entry.name, link),
                lede: "Restricting does not give anybody a role. You are always among those named.",
                Question(
                    "\(link)/restrict", button: "Save",
                    [
                        .init(.one, "openness", "Open to", value: openness, choices: Openness.choices),
                        .init(
                            .several, "people", "People named", hint: "People whose roles reach it",
                            value: ticked.joined(separator: "\n"),
                            choices: people.map {
                                .init(value: "\($0.id)", title: "\($0.name) (\($0.login))")
                            }),
                        .reason(form ?? Form("")),
                    ], problems: problems)), context)
    }

    private struct Openness {
        static let choices: [Question.Choice] = [
            .init(value: "all", title: "Everybody whose role reaches it"),
            .init(value: "named", title: "Only the people named below"),
        ]

        /// Nil where it is open to everybody whose role reaches it.
        let people: Set<Int64>?

        /// - Parameter ticked: who was ticked when the form was shown. Somebody ticked since, and “Everybody” left
        ///   chosen, is a contradiction that would leave a sensitive operation open.
        init(_ form: Form, among known: [Int64], ticked: Set<Int64>) throws(Missing) {
            let chosen = Set(form.all("people").compactMap { Int64($0) }).intersection(known)
            switch form["openness"] {
            case "all":
                guard chosen.isSubset(of: ticked) else { throw .peopleOrEverybody }
                people = nil
            case "named":
                guard !chosen.isEmpty else { throw .people }
                people = chosen
            default: throw .openness
            }
        }
    }
}
