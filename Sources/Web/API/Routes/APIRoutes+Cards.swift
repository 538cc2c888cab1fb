import Access
import Casework
import HTTPTypes

extension APIRoutes {
    /// Every kind of thing with fields that change one at a time, and where it is in the API.
    private static let folders: [(kind: Subject.Kind, folder: String, name: String)] = [
        (.operation, "operations", "Operation"), (.line, "lines", "Line"), (.closure, "closures", "Closure"),
        (.person, "people", "Person"), (.identifier, "identifiers", "Identifier"),
        (.authorisation, "authorisations", "Authorisation"),
    ]

    static let cards: [APIRoute] = folders.flatMap { kind, folder, name -> [APIRoute] in
        guard let actions = Cards.actions(for: kind) else { return [] }
        return [
            card(kind, "/\(folder)/{id}/card", name, actions.see),
            changeCard(kind, "/\(folder)/{id}/card", name, actions.edit),
            history(kind, "/\(folder)/{id}/history", name, actions.see),
            addNote(kind, "/\(folder)/{id}/notes", name),
        ]
    }

    private static func card(_ kind: Subject.Kind, _ path: String, _ name: String, _ see: Action) -> APIRoute
    {
        .get(
            path, "get\(name)Card", "The fields that can be changed one at a time.", under: see,
            gives: APIModels.card
        ) { call in
            let (card, operation, mayEdit) = try await call.desk.card(of: Subject(kind, call.id()))
            return APIModels.CardView(card: card, operation: operation, mayEdit: mayEdit)
        }
    }

    private static func changeCard(
        _ kind: Subject.Kind, _ path: String, _ name: String, _ edit: Action
    ) -> APIRoute {
        .change(
            .patch, path, "change\(name)",
            "Changes one field. Where “from” is sent and the field holds something else by now, nothing is changed.",
            under: edit,
            takes: [
                Schema.Member(key: "field", schema: .choice(Cards.fields(of: kind).map(\.key))),
                .lines("value", upTo: 4_000, "Lists and several choices: one to a line. Days: 2026-03-28."),
                Schema.Member.lines("from", upTo: 20_000, "What you saw before.").optional,
            ]
        ) { call in
            try await call.desk.change(
                call.text("field"), of: Subject(kind, call.id()), to: call.text("value"),
                from: call.optionalText("from"))
        }
    }

    private static func history(_ kind: Subject.Kind, _ path: String, _ name: String, _ see: Action)
        -> APIRoute
    {
        .all(
            path, "get\(name)History", "Every change, newest first, with old and new value, who and why.",
            under: see, of: APIModels.history
        ) { try await $0.desk.history(of: Subject(kind, $0.id())) }
    }

    private static func addNote(_ kind: Subject.Kind, _ path: String, _ name: String) -> APIRoute {
        .change(
            .post, path, "add\(name)Note", "Writes a note, which stays as it is.", under: .writeNotes,
            takes: [.lines("text", upTo: 2_000)]
        ) { try await $0.desk.addNote($0.text("text"), on: Subject(kind, $0.id())) }
    }
}
