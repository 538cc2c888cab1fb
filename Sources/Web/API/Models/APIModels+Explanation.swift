import CallRecords
import Casework
import LineMatching
import Telephony

/// What stands behind an answer.
extension APIModels {
    static let part = APIModel<WeighedPart>(
        "EvidencePart",
        [.text("part") { $0.name }, .number("log10") { $0.log10 }, .number("bits") { $0.bits }])

    /// Scores with each shared contact left out in turn.
    static let leaveOneOut = APIModel<LeaveOneOut>(
        "LeaveOneOut",
        [
            .number("lowest") { $0.lowest }, .number("highest") { $0.highest },
            .party("contact") { $0.contact }, .number("without") { $0.without },
            .optionalNumber("rival") { $0.rival }, .truth("stays_first") { $0.staysFirst },
        ])

    /// A contact that the closed number had before the closure.
    static let lineContact = APIModel<LineContact>(
        "LineContact",
        [
            .party("number") { $0.party }, .count("events") { $0.events }, .time("last") { $0.last },
            .number("share") { $0.share }, .count("popularity") { $0.popularity },
            .count("events_since") { $0.eventsSince }, .number("informs") { $0.informs },
            .optionalParty("moved_to") { $0.movedTo },
        ])

    /// Of which contacts nothing is known since the closure, and whose records would help most.
    static let unknown = APIModel<FurtherRecords>(
        "Unknown",
        [
            .texts("contacts") { $0.unknown.map(\.party.description) },
            .texts("further_records") { $0.wanted.map(\.party.description) },
        ])
}
