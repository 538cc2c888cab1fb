import Access
import CallRecords

extension Words {
    package static func sentence(_ refusal: RetentionRefusal) -> String {
        switch refusal {
        case .noSuchDeletion(let id): "There is no request \(id) to delete anything."
        case .stepNotAllowed(.done): "This was deleted already."
        case .stepNotAllowed(.refused): "This request was refused already. Ask again, with what has changed."
        case .stepNotAllowed: "This request has not reached that step."
        case .samePerson: "You asked for this deletion yourself. Another person must answer."
        case .held: "A legal hold lies on this operation. Nothing in it is deleted until the hold is lifted."
        case .askedAlready(let id): "Request \(id) asks for the same already, and waits for an answer."
        case .notDeletable(let kind):
            "A \(kind.rawValue) is not deleted by itself. It goes with its operation; a file of records and a person "
                + "can be deleted alone."
        case .noSuchSubject(let kind): "There is no such \(kind.rawValue) in this operation."
        case .stillReading: "The file is still being read. Wait until that has ended."
        case .months(let longest): "Enter a whole number of months, from 1 to \(Format.number(longest))."
        case .noSuchClass(let name): "There is no class of data “\(name)”."
        case .notMeant: "Tick the box to say that you mean to delete it for good."
        }
    }

    /// What was, or would be, deleted.
    package static func sentence(_ tombstone: Tombstone) -> String {
        let counts = tombstone.counts.map { "\(Format.number($0.count)) \(word($0))" }
        return counts.isEmpty ? "Nothing" : counts.joined(separator: ", ")
    }

    private static func word(_ count: Tombstone.Count) -> String {
        let name = count.name.replacing("-", with: " ")
        guard count.count == 1 else { return name }
        return singular[name] ?? (name.hasSuffix("s") ? String(name.dropLast()) : name)
    }

    private static let singular = ["people": "person"]

    package static func title(_ state: DeletionState) -> String {
        switch state {
        case .asked: "Waits for a second person"
        case .underWay: "Under way"
        case .done: "Deleted"
        case .refused: "Refused"
        }
    }

    /// `6 years`, `30 months`.
    package static func period(months: Int) -> String {
        months % 12 == 0 ? Format.count(months / 12, "year") : Format.count(months, "month")
    }

    /// Said beside every period.
    package static let retentionCaution = """
        These periods are settings, not law that anybody has confirmed: confirm with force solicitor. Nothing is deleted \
        when a date comes; somebody is asked to look.
        """
}
