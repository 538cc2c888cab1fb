import Access

/// One thing about a subject that a person may change: a page each, with its old values kept.
package struct Field: Sendable, Hashable {
    package struct Choice: Sendable, Hashable {
        /// As it is stored and exported.
        package let value: String
        package let title: String
    }

    /// How it is written.
    package enum Input: Sendable, Hashable {
        case line(limit: Int)
        /// Several lines of text.
        case paragraph(limit: Int)
        /// One to a line.
        case list(limit: Int)
        case one([Choice])
        case several([Choice])
        /// Numbers and identifiers, one to a line.
        case parties(limit: Int)
        /// A day, by London's calendar.
        case day
        /// A year, or a day.
        case born
    }

    package let key: String
    package let title: String
    package let hint: String
    package let input: Input
    package let isRequired: Bool

    init(_ key: String, _ title: String, _ input: Input, hint: String = "", isRequired: Bool = false) {
        (self.key, self.title, self.hint) = (key, title, hint)
        (self.input, self.isRequired) = (input, isRequired)
    }

    /// A stored value as a person reads it.
    package func shown(_ value: String) -> String {
        switch input {
        case .one(let choices): choices.first { $0.value == value }?.title ?? value
        case .several(let choices):
            value.split(separator: "\n").map { part in
                choices.first { $0.value == part }?.title ?? String(part)
            }
            .joined(separator: ", ")
        case .list, .parties: value.split(separator: "\n").joined(separator: ", ")
        case .line, .paragraph, .day, .born: value
        }
    }
}

/// A field and what it holds.
package struct FieldValue: Sendable, Hashable {
    package let field: Field
    /// Empty where nothing is recorded. Lists and several choices: one to a line.
    package let value: String

    package init(field: Field, value: String) { (self.field, self.value) = (field, value) }

    package var shown: String { field.shown(value) }
}

/// What of each kind of subject can be changed. Pages, the API, exports and the history all follow this one table.
package enum Cards {
    package static func fields(of kind: Subject.Kind) -> [Field] {
        switch kind {
        case .operation: operation
        case .line: line
        case .closure: closure
        case .person: person
        case .identifier: identifier
        case .authorisation: authorisation
        default: []
        }
    }

    package static func field(_ key: String, of kind: Subject.Kind) -> Field? {
        fields(of: kind).first { $0.key == key }
    }

    /// What a person must be allowed to see or change the subject's card.
    package static func actions(for kind: Subject.Kind) -> (see: Action, edit: Action)? {
        switch kind {
        case .operation: (.seeOperation, .editOperation)
        case .line, .identifier: (.seeLines, .editLines)
        case .closure: (.seeLines, .recordClosure)
        case .person: (.seePeople, .editPeople)
        case .authorisation: (.seeAuthorisations, .editAuthorisations)
        default: nil
        }
    }

    /// Which force and which people an operation is open to: changed on pages of their own, and told by its history.
    static let openness = [
        Field(
            "reach", "Shared with",
            .one([
                .init(value: "", title: "Not shared"), .init(value: "see", title: "Seeing"),
                .init(value: "work", title: "Working"),
            ])),
        restriction,
    ]

    /// The sign-in names of the only people who may open an operation.
    static let restriction = Field("named", "Open to", .list(limit: 200))

    private static let operation = [
        Field("summary", "What it is about", .paragraph(limit: 2_000)),
        Field(
            "status", "Status",
            .one([.init(value: "open", title: "Open"), .init(value: "closed", title: "Closed")]),
            isRequired: true),
        Field(
            "review", "Review date", .day,
            hint: "When somebody looks again at whether all of it is still needed"),
    ]

    private static let line = [
        Field("aliases", "Also known as", .list(limit: 20), hint: "One name on each row"),
        Field(
            "status", "State of the business",
            .one([
                .init(value: "active", title: "Active"), .init(value: "dormant", title: "Dormant"),
                .init(value: "ended", title: "Ended"),
            ]), isRequired: true),
        Field(
            "reach", "Internal or external",
            .one([
                .init(value: "internal", title: "Internal: within one force"),
                .init(value: "external", title: "External: across forces"),
            ]), hint: "As the national assessment counts lines"),
        Field(
            "exporting_place", "Run from", .line(limit: 120), hint: "The town or area the line is run from"),
        Field("importing_places", "Sells in", .list(limit: 40), hint: "One town or area to a line"),
        Field("summary", "Summary", .paragraph(limit: 4_000)),
    ]

    private static let closure = [
        Field(
            "coding", "Coding",
            .one([
                .init(
                    value: "type-1", title: "Type 1: arrest and charge of a line holder, shown by check-backs"
                ),
                .init(value: "type-2", title: "Type 2: deactivation of a number, SIM or line"),
            ]), hint: "Home Office County Lines Programme. An order alone is Type 2"),
        Field("note", "Remark", .paragraph(limit: 2_000)),
    ]

    private static let person = [
        Field("name", "Name", .line(limit: 120), hint: "As the case names them", isRequired: true),
        Field("aliases", "Also known as", .list(limit: 20), hint: "One name on each row"),
        Field(
            "roles", "Roles",
            .several(PersonRole.allCases.map { .init(value: $0.rawValue, title: $0.title) }),
            hint: "Several can be true at once: a runner is often a victim too"),
        Field("born", "Born", .born, hint: "A year, or a date like 31/03/2009"),
        Field("summary", "Summary", .paragraph(limit: 4_000)),
    ]

    private static let identifier = [
        Field("label", "What it is", .line(limit: 120), hint: "For instance: black handset, seized 3 March")
    ]

    private static let authorisation = [
        Field(
            "identifiers", "Identifiers asked for", .parties(limit: 200),
            hint: "One on each row. Records that name none of them are pointed out"),
        Field("purpose", "Purpose", .paragraph(limit: 2_000)),
        Field(
            "cancelled", "Cancelled",
            .one([.init(value: "no", title: "No"), .init(value: "yes", title: "Yes: it is no longer needed")]
            ),
            isRequired: true),
    ]
}

/// What a person is in a case. Several at once: the law treats a child who runs drugs as both (facts 7).
package enum PersonRole: String, CaseIterable, Sendable, Hashable {
    case lineHolder = "line-holder"
    case runner, suspect, victim, witness
    case exploitedChild = "exploited-child"
    case cuckooedResident = "cuckooed-resident"
    case buyer, relative, other

    package var title: String {
        switch self {
        case .lineHolder: "Line holder"
        case .runner: "Runner"
        case .suspect: "Suspect"
        case .victim: "Victim"
        case .witness: "Witness"
        case .exploitedChild: "Exploited child"
        case .cuckooedResident: "Cuckooed resident"
        case .buyer: "Buyer"
        case .relative: "Relative"
        case .other: "Other"
        }
    }
}
