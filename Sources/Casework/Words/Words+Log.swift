import Access
import CallRecords

extension Words {
    package static func sentence(_ refusal: LogRefusal) -> String {
        switch refusal {
        case .noSuchEntry(let sequence):
            "There is no entry \(sequence) in the part of the log that you may read."
        case .noSuchUser(let login): "Nobody signs in as “\(login)”. Check the spelling."
        case .recipientMissing: "Enter to whom it is given."
        case .endsBeforeItBegins: "The last day is before the first."
        case .tooManyDays(let most): "Choose \(most) days or fewer."
        }
    }

    /// Where the log is broken, and how.
    package static func sentence(_ found: LogBreak) -> String {
        switch found {
        case .altered(let place): "Entry \(number(place)) was altered."
        case .unreadable(let place):
            "Entry \(number(place)) holds a word that this version does not know: it was altered, or a later version "
                + "wrote it."
        case .unlinked(1): "Entry 1 is not the one the log began with."
        case .unlinked(let place):
            "Entry \(number(place)) does not follow from entry \(number(place - 1)): one was taken out, put in, or "
                + "changed places."
        case .missing(let from, let to) where from == to: "Entry \(number(from)) is missing."
        case .missing(let from, let to): "Entries \(number(from)) to \(number(to)) are missing."
        case .changesAltered(let place):
            "The old and new values kept with entry \(number(place)) were altered."
        case .changesMissing(let place):
            "The old and new values of entry \(number(place)) are missing, and no deletion on record took them."
        case .truncated(let last, let known, let witness):
            "The log ends at entry \(number(last)); \(name(witness)) knows entry \(number(known))."
        case .beyondHead(let place):
            "Entry \(number(place)) stands beyond where the casebook says that the log ends."
        case .headMissing(let last):
            "The log ends at entry \(number(last)), and the casebook's own note of where it ends is missing."
        case .rewritten(let place):
            "Entry \(number(place)) is not the one that was signed for: the log was written anew."
        case .falseCheckpoint(let place):
            "The checkpoint of entry \(number(place)) does not bear its key's signature."
        case .foreignCheckpoint(let place):
            "The checkpoint of entry \(number(place)) was signed by another key than the one named."
        }
    }

    private static func number(_ place: Int64) -> String { Format.number(Int(place)) }

    private static func name(_ witness: LogBreak.Witness) -> String {
        switch witness {
        case .head: "the casebook"
        case .checkpoint(let at): "the checkpoint of \(Format.time(at))"
        case .export: "the file's first line"
        }
    }

    /// What `ringfence verify` says of a log that is as it was written.
    package static func sentence(_ report: LogVerifier.Report, isSelection: Bool = false) -> String {
        let entries = Format.count(Int(report.entries), "entry", "entries")
        if isSelection {
            return
                "Each of the \(entries) is as it was written. The file is a selection: it does not show whether "
                + "others are missing."
        }
        let checkpoints = "checkpoints \(Format.number(report.checkpoints))"
        let erased =
            report.erased == 0
            ? ""
            : " Deletions on record took the old and new values of \(Format.count(report.erased, "entry", "entries"))."
        return "The log is whole: \(entries), head \(report.head), \(checkpoints).\(erased)"
    }

    package static func title(_ sign: UnusualLooking.Sign) -> String {
        switch sign {
        case .ownName: "Looked at a person of their own name"
        case .outOfHours: "Looked out of hours"
        case .noOperation: "Looked outside any operation"
        case .manySubjects: "Looked at many in an hour"
        case .refusals: "Was refused often"
        case .failedSignIns: "Failed to sign in often"
        }
    }

    /// What stands over the list of signs.
    package static func sentence(_ rule: UnusualRule) -> String {
        """
        Counted here: looking before \(rule.usualHours.lowerBound):00, from \(rule.usualHours.upperBound):00 on, or at \
        a weekend, by London's clock; looking at a line, number or person outside any operation; looking at a person \
        of one's own name; \(rule.manySubjects) or more different lines, numbers, identifiers and people in one hour \
        of the clock; \(rule.manyRefusals) or more refusals in a day; \(rule.manyFailedSignIns) or more failed \
        sign-ins in a day. Each is a reason to ask, and no finding.
        """
    }
}

extension Format {
    /// `1 entry`, `2 entries`.
    package static func count(_ count: Int, _ one: String, _ many: String) -> String {
        "\(number(count)) \(count == 1 ? one : many)"
    }
}

extension Words {
    /// What was done, from the short word that the log keeps: `see-line` reads “See line”.
    static func act(_ act: String) -> String {
        if let tombstone = Tombstone(parsing: String(act.dropFirst("delete ".count))),
            act.hasPrefix("delete ")
        {
            return "Delete: \(sentence(tombstone))"
        }
        if let erased = ErasedChanges(act: act) {
            let count = erased.ranges.reduce(0) { $0 + $1.count }
            return "Erase the old and new values of \(Format.count(count, "entry", "entries"))"
        }
        let words = act.replacing("-", with: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    static func name(_ subject: Subject) -> String {
        let kind = subject.kind.rawValue.prefix(1).uppercased() + subject.kind.rawValue.dropFirst()
        return subject.id == 0 ? kind : "\(kind) \(subject.id)"
    }

    /// The reason a person gave; for a refusal, what refused.
    static func why(_ draft: LogDraft) -> String {
        draft.outcome == .refused ? draft.why.replacing("-", with: " ") : draft.why
    }
}
