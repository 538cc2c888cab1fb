import Access
import CallRecords
import Casework

extension APIModels {
    static let logEntry = APIModel<KeptEntry>(
        "LogEntry",
        [
            .id("sequence") { $0.entry.sequence }, .time("at") { $0.entry.at },
            .choice("kind") { $0.entry.draft.kind }, .choice("outcome") { $0.entry.draft.outcome },
            .count("account") { Int($0.entry.draft.actor.userID) },
            .text("login") { $0.entry.draft.actor.login },
            .text("source") { $0.entry.draft.actor.source },
            .model("subject", subject) { $0.entry.draft.subject },
            .count("operation") { Int($0.entry.draft.operationID) }, .text("act") { $0.entry.draft.act },
            .text("why") { $0.entry.draft.why }, .text("recipient") { $0.entry.draft.recipient },
            .models("changes", change) { $0.entry.draft.changes },
            .truth("changes_erased") { $0.hasErasedChanges }, .text("previous") { $0.entry.previous },
            .text("digest") { $0.entry.digest },
        ])

    /// Newest first. `next` is what `before` must be to get the page after this one.
    static let logPage = APIModel<LogPage>(
        "LogPage",
        [
            .models("items", logEntry) { $0.entries }, .optionalID("next") { $0.next },
            .truth("is_whole") { $0.isWhole },
        ])

    static let unusual = APIModel<UnusualLooking>(
        "UnusualLooking",
        [
            .choice("sign") { $0.sign }, .count("account") { Int($0.account) }, .text("login") { $0.login },
            .time("from") { $0.from }, .time("until") { $0.until }, .count("count") { $0.count },
        ])

    // MARK: Retention

    static let retention = APIModel<(dataClass: DataClass, months: Int)>(
        "RetentionRule",
        [
            .choice("class") { $0.dataClass }, .text("title") { $0.dataClass.rule.title },
            .text("counted") { $0.dataClass.rule.counted }, .count("months") { $0.months },
        ])

    static let tombstone = APIModel<Tombstone>(
        "Tombstone",
        [
            .choice("class") { $0.dataClass }, .models("counts", tombstoneCount) { $0.counts },
            .models("files", tombstoneFile) { $0.files },
        ])

    static let tombstoneCount = APIModel<Tombstone.Count>(
        "TombstoneCount", [.text("name") { $0.name }, .count("count") { $0.count }])

    static let tombstoneFile = APIModel<Tombstone.File>(
        "TombstoneFile", [.text("sha256") { $0.sha256 }, .count("bytes") { $0.byteCount }])

    static let deletion = APIModel<Deletion>(
        "Deletion",
        [
            .id("id") { $0.id }, .id("operation") { $0.operationID },
            .model("subject", subject) { $0.subject },
            .choice("class") { $0.dataClass }, .text("reason") { $0.reason }, .choice("state") { $0.state },
            .text("asked_by") { $0.askedBy.name }, .time("asked_at") { $0.askedAt },
            .optionalText("answered_by") { $0.answeredBy?.name },
            .optionalTime("answered_at") { $0.answeredAt },
            .optionalModel("tombstone", tombstone) { $0.tombstone },
        ])

    static let deletionView = APIModel<DeletionView>(
        "DeletionView",
        [
            .model("deletion", deletion) { $0.deletion }, .optionalModel("extent", tombstone) { $0.extent },
            .truth("may_answer") { $0.mayAnswer },
        ])
}
