import Access
import CallRecords

extension Tables {
    package static func reviews(_ due: [DueReview]) -> Table {
        Table(
            "Reviews due",
            [
                .text("Operation", "operation"), .time("Review date", "review_at"),
                .text("What has reached its time", "due"), .text("Legal hold", "held"),
            ],
            due.map { review in
                let counts = review.due.map { "\(Format.number($0.count)) of “\($0.dataClass.rule.title)”" }
                return [
                    .init(review.operation.name, link: "/operations/\(review.operation.id)/retention"),
                    .time(review.operation.reviewAt),
                    .init(counts.isEmpty ? "Nothing yet" : counts.joined(separator: ", ")),
                    .init(review.operation.isHeld ? "Held" : ""),
                ]
            })
    }

    package static func deletions(_ found: [(deletion: Deletion, operation: OperationEntry)]) -> Table {
        Table(
            "Requests to delete",
            [
                .number("Request", "id"), .text("Operation", "operation"), .text("Class of data", "class"),
                .text("On what", "subject"), .text("Asked by", "asked_by"), .time("Asked", "asked_at"),
                .text("State", "state"), .text("Answered by", "answered_by"),
                .text("What was deleted", "tombstone"),
            ],
            found.map { deletion, operation in
                [
                    .number(Int(deletion.id), link: "/deletions/\(deletion.id)"), .init(operation.name),
                    .init(deletion.dataClass.rule.title, value: deletion.dataClass.rawValue),
                    .init(
                        Words.name(deletion.subject),
                        value: "\(deletion.subject.kind.rawValue) \(deletion.subject.id)"),
                    .init(deletion.askedBy.name), .time(deletion.askedAt),
                    .init(Words.title(deletion.state), value: deletion.state.rawValue),
                    .init(deletion.answeredBy?.name ?? ""),
                    .init(
                        deletion.tombstone.map(Words.sentence) ?? "",
                        value: deletion.tombstone?.description ?? ""),
                ]
            })
    }
}
