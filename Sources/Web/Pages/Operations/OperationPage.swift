import Access

struct OperationsPage: PageModel {
    static let template = "operations"
    static let section = "Operations"
    let title = "Operations"
    let deeds: Links
    let operations: TableView

    var subject: Subject? { Subject(.operation) }

    init(deeds: [Link], operations: TableView) { (self.deeds, self.operations) = (Links(deeds), operations) }
}

struct OperationPage: PageModel {
    static let template = "operation"
    static let section = "Operations"
    let id: Int64
    let title: String
    let notice: NoticeView
    let card: CardView
    /// What belongs to it.
    let contents: [Link]
    /// What this person may do in it.
    let deeds: [Link]
    let mayShare: Bool
    let share: String
    let restrict: String
    let shares: TableView
    let isRestricted: Bool
    let named: TableView
    let hasAuthorisations: Bool
    let authorisations: TableView
    let notes: NotesView

    var subject: Subject? { Subject(.operation, id) }
}
