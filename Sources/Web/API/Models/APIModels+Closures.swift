import CallRecords
import Casework
import LineMatching
import Telephony

extension APIModels {
    static let checkBack = APIModel<CheckBack>(
        "CheckBack",
        [
            .id("id") { $0.id }, .id("closure") { $0.closureID }, .id("operation") { $0.operationID },
            .party("number") { $0.party }, .model("line", line) { $0.line }, .count("day") { $0.day },
            .time("due_at") { $0.dueAt }, .optionalChoice("result") { $0.result }, .text("how") { $0.how },
            .text("done_by") { $0.doneBy }, .optionalTime("done_at") { $0.doneAt },
        ])

    static let decision = APIModel<Decision>(
        "Decision",
        [
            .id("id") { $0.id }, .party("number") { $0.party }, .choice("verdict") { $0.verdict },
            .text("reason") { $0.reason }, .text("by") { $0.by }, .time("decided_at") { $0.decidedAt },
        ])

    static let closureView = APIModel<ClosureView>(
        "ClosureView",
        [
            .model("closure", closure) { $0.file.closure }, .model("line", line) { $0.line },
            .model("operation", operation) { $0.operation }, .models("fields", field) { $0.card.fields },
            .models("check_backs", checkBack) { $0.checkBacks },
            .models("decisions", decision) { $0.file.decisions }, .optionalModel("trace", trace) { $0.trace },
        ])

    // MARK: Answers

    static let trace = APIModel<Trace>(
        "Trace",
        [
            .id("id") { $0.id }, .id("closure") { $0.closureID }, .time("ran_at") { $0.ranAt },
            .optionalTime("until") { $0.until }, .model("scorer", scorer) { $0.settings },
            .choice("settings") { $0.settings.name },
            .text("software") { $0.software }, .model("view", view) { $0.view },
            .model("successor", successor) { $0 }, .text("scale") { _ in Words.scaleSource },
            .ids("files") { $0.fileIDs }, .models("suggestions", suggestion) { $0.suggestions },
            .models("contacts", lineContact) { $0.contacts },
            .model("unknown", unknown) { $0.furtherRecords }, .text("caution") { _ in Words.scoreCaution },
        ])

    /// Whether a number is said to be the successor at all: the least ratio from which one is, and whether any reaches it.
    static let successor = APIModel<Trace>(
        "Successor",
        [
            .optionalNumber("least_log10") { $0.scale.leastOfASuccessor },
            .optionalTruth("is_reached") { $0.isSuccessorFound },
        ])

    static let scorer = APIModel<ScorerSettings>(
        "Scorer",
        [
            .text("name") { $0.scorer }, .count("version") { $0.version },
            .models("parameters", parameter) { $0.parameters.sorted { $0.key < $1.key } },
        ])

    static let parameter = APIModel<(key: String, value: Double)>(
        "ScorerParameter", [.text("name") { $0.key }, .number("value") { $0.value }])

    /// What of the world the records showed.
    static let view = APIModel<Ranking.View>(
        "View",
        [
            .count("weighed") { $0.weighed }, .count("events_before") { $0.eventsBefore },
            .count("events_after") { $0.eventsAfter }, .count("contacts") { $0.contacts },
            .count("contacts_seen_after") { $0.contactsSeenAfter },
            .count("closed_number_events_after") { $0.closedNumberEventsAfter },
            .optionalChoice("kind") { $0.kind },
        ])

    static let suggestion = APIModel<Suggestion>(
        "Suggestion",
        [
            .count("place") { $0.place }, .number("rank") { $0.rank },
            .party("number") { $0.candidate.party },
            .number("score") { $0.candidate.score }, .time("first_contact") { $0.candidate.firstContact },
            .time("first_seen") { $0.candidate.firstSeen },
            .count("contacts_since") { $0.candidate.contactsSince },
            .models("shared_contacts", sharedContact) { $0.candidate.sharedContacts },
            .models("parts", part) { $0.parts },
            .optionalModel("leave_one_out", leaveOneOut) { $0.leaveOneOut },
        ])

    static let sharedContact = APIModel<SharedContact>(
        "SharedContact",
        [
            .party("number") { $0.party }, .count("events_with_closed") { $0.eventsWithClosed },
            .time("last_with_closed") { $0.lastWithClosed },
            .count("events_with_candidate") { $0.eventsWithCandidate },
            .time("first_with_candidate") { $0.firstWithCandidate }, .count("popularity") { $0.popularity },
            .truth("were_in_touch_before") { $0.wereInTouchBefore }, .number("weight") { $0.weight },
        ])
}
