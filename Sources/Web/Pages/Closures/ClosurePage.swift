import Access

struct ClosurePage: PageModel {
    static let template = "closure"
    static let section = "Lines"
    let id: Int64
    let title: String
    let back: Link
    let notice: NoticeView
    let card: CardView
    let answer: AnswerView
    let decisions: TableView
    let checkBacks: TableView
    let mayWithdraw: Bool
    let withdraw: String

    var subject: Subject? { Subject(.closure, id) }
}

/// Which numbers may have replaced the closed one, and the way to ask again.
struct AnswerView: Sendable {
    let isThere: Bool
    /// What its settings are for.
    let settings: String
    let view: String
    let caution: String
    let candidates: TableView
    let scale: String
    let unknown: UnknownView
    let provenance: String
    let mayTrace: Bool
    let action: String
}

/// What the records cannot tell, where no successor is found.
struct UnknownView: Sendable {
    let isThere: Bool
    let text: String
    let records: TableView
    let isAskingForMore: Bool
}

struct CandidatePage: PageModel {
    static let template = "candidate"
    static let section = "Lines"
    let title: String
    let heading: String
    let back: Link
    let facts: [Fact]
    let settings: String
    /// That no successor is found; empty where one is.
    let none: String
    let isNone: Bool
    let caution: String
    let explanation: ExplanationView
    let isTaking: Bool
    let exhibit: String
    let isDeciding: Bool
    let isUndoing: Bool
    let question: Question
    let contacts: TableView
    /// How many shared contacts are not in the table; empty where all are.
    let more: String
    let isShortened: Bool
    let decisions: TableView
}
