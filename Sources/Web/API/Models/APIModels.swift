import Access
import CallRecords
import Casework

/// What is sent, a kind of thing a line. Each is described in the OpenAPI document under its name.
enum APIModels {
    /// A thing by its number and name.
    struct Reference: Sendable {
        let id: Int64
        let name: String
    }

    static let reference = APIModel<Reference>("Reference", [.id("id") { $0.id }, .text("name") { $0.name }])

    static let line = APIModel<Line>("LineReference", [.id("id") { $0.id }, .text("name") { $0.name }])

    static let operation = APIModel<OperationEntry>(
        "OperationReference", [.id("id") { $0.id }, .text("name") { $0.name }])

    static let force = APIModel<Force>("Force", [.id("id") { $0.id }, .text("name") { $0.name }])

    /// The number is 0 for kinds that have no rows.
    static let subject = APIModel<Subject>(
        "Subject", [.choice("kind") { $0.kind }, .count("id") { Int($0.id) }])

    static let made = APIModel<Int64>("Made", [.id("id") { $0 }])

    static let change = APIModel<Change>(
        "Change", [.text("field") { $0.field }, .text("old") { $0.old }, .text("new") { $0.new }])

    /// A page of a list.
    static func list<Row: Sendable>(of model: APIModel<Row>) -> APIModel<ListPage<Row>> {
        APIModel(
            "\(model.name)List",
            [
                .models("items", model) { $0.rows }, .count("total") { $0.total },
                .count("page") { $0.number },
            ])
    }
}

// MARK: Cards

extension APIModels {
    static let field = APIModel<FieldValue>(
        "Field",
        [
            .text("key") { $0.field.key }, .text("title") { $0.field.title }, .text("value") { $0.value },
            .text("shown") { $0.shown },
        ])

    struct CardView: Sendable {
        let card: Card
        let operation: OperationEntry
        let mayEdit: Bool
    }

    static let card = APIModel<CardView>(
        "Card",
        [
            .model("subject", subject) { $0.card.subject }, .text("title") { $0.card.title },
            .model("operation", operation) { $0.operation }, .truth("may_edit") { $0.mayEdit },
            .models("fields", field) { $0.card.fields },
        ])

    static let history = APIModel<HistoryEntry>(
        "HistoryEntry",
        [
            .time("at") { $0.at }, .text("login") { $0.login }, .text("act") { $0.act },
            .text("why") { $0.why },
            .models("changes", change) { $0.changes },
        ])

    static let note = APIModel<Note>(
        "Note",
        [
            .id("id") { $0.id }, .text("text") { $0.text }, .text("by") { $0.by },
            .time("written_at") { $0.writtenAt },
        ])
}

// MARK: Finding

extension APIModels {
    typealias Hit = (hit: SearchHit, operation: OperationEntry)

    static let hit = APIModel<Hit>(
        "SearchHit",
        [
            .model("subject", subject) { $0.hit.subject }, .text("text") { $0.hit.text },
            .number("closeness") { $0.hit.closeness }, .model("operation", operation) { $0.operation },
        ])

    static let today = APIModel<Today>(
        "Today",
        [
            .models("waiting", lineRow) { $0.waiting }, .models("check_backs", checkBack) { $0.checkBacks },
            .models("lapsing", authorisation) { $0.lapsing }, .models("reviews", operationRow) { $0.reviews },
        ])
}
