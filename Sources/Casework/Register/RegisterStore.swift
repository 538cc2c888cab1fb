import Access
import CallRecords
import LineMatching
import Telephony

/// The episode that a closure ends.
package enum ClosedEpisode: Sendable, Hashable {
    case known(line: Int64, episode: Int64)
    /// A number that no line was known to use: it served the line of this name, made if it is new.
    case unrecorded(lineName: String, from: Instant)
}

/// The few store operations the register needs. Every one is atomic: it happens whole or not at all, its log entry
/// with it.
package protocol RegisterStore: Sendable {
    /// By name.
    func lines(in operations: [Int64], _ query: LineQuery) async throws -> ListPage<LineRow>
    func line(id: Int64) async throws -> LineFile?
    func line(named name: String, in operations: [Int64]) async throws -> LineFile?
    func closure(id: Int64) async throws -> ClosureFile?
    /// Closures whose line has not been found again, longest ago first.
    func waiting(in operations: [Int64], limit: Int) async throws -> [LineRow]

    // Each `check` is handed, as they stand inside the transaction, those lines of the operation that the entry
    // touches: of that name, or that the number served. It throws what forbids the entry; nothing can come between.

    /// Adds a line and the number it uses from a moment on.
    func addLine(
        named name: String, number: Party, from: Instant, in operation: Int64, at now: Instant,
        check: @escaping @Sendable ([LineFile]) throws -> Void, log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64
    /// Adds a number that an existing line uses from a moment on.
    func addEpisode(
        line: Int64, number: Party, from: Instant, at now: Instant,
        check: @escaping @Sendable ([LineFile]) throws -> Void, log: LogDraft
    ) async throws
    /// Adds a closure with its check-backs and, where they are not known yet, the line and the episode it ends.
    func addClosure(
        of party: Party, closedAt: Instant, kind: Closure.Kind, checkBacks: [(day: Int, due: Instant)],
        in operation: Int64, at now: Instant, check: @escaping @Sendable ([LineFile]) throws -> ClosedEpisode,
        log: @escaping @Sendable (Int64) -> LogDraft
    ) async throws -> Int64
    /// Takes a closure back that was recorded by mistake: its episode goes on as if it had not been.
    func withdrawClosure(
        id: Int64, at now: Instant, check: @escaping @Sendable ([LineFile]) throws -> Void, log: LogDraft
    ) async throws
    /// Keeps an answer. Shape: `suggestions` in order of place.
    func addTrace(_ trace: Trace, log: LogDraft) async throws -> Int64
    func latestTrace(closure: Int64) async throws -> Trace?
    func trace(id: Int64) async throws -> Trace?
    /// Keeps a decision and, where it accepts, the episode that follows from it; together or not at all.
    func addDecision(
        _ decision: Decision, episodeFrom: Instant?, check: @escaping @Sendable ([LineFile]) throws -> Void,
        log: LogDraft
    ) async throws -> Int64

    func checkBacks(closure: Int64) async throws -> [CheckBack]
    func checkBack(id: Int64) async throws -> CheckBack?
    /// Not done and due before a moment, longest due first.
    func checkBacks(dueBefore: Instant, in operations: [Int64], limit: Int) async throws -> [CheckBack]
    func recordCheckBack(
        id: Int64, _ result: CheckBack.Result, how: String, by name: String, at now: Instant, log: LogDraft
    ) async throws

    func numbers(in operations: [Int64], page: Int) async throws -> ListPage<NumberRow>
    func party(id: Int64) async throws -> Party?
    func id(of party: Party) async throws -> Int64?
    /// Every time that a party served a line of these operations.
    func uses(of party: Party, in operations: [Int64]) async throws -> [NumberRow]

    /// All events of an operation's records up to a moment, without durations, and their files.
    func events(in operation: Int64, until: Instant?) async throws -> (EventColumns, files: [Int64])
    /// The events of these operations' records that name any of these parties, without durations, handsets, SIMs and
    /// cells.
    func events(naming parties: [Party], in operations: [Int64]) async throws -> EventColumns
    /// The first event of an operation's records that names a party.
    func firstSeen(_ party: Party, in operation: Int64) async throws -> Instant?
}

/// The few store operations that searching needs.
package protocol SearchStore: Sendable {
    /// Subjects whose names begin with these words, or that share grams with them; best first.
    ///
    /// - Parameter digits: a number, or its last digits; empty where none was typed.
    func search(words: [String], digits: String, in operations: [Int64], limit: Int) async throws
        -> [SearchHit]
}

/// What a search found.
package struct SearchHit: Sendable, Hashable {
    package let subject: Subject
    package let operationID: Int64
    /// The name or the number that fits.
    package let text: String
    /// 1 where every word or digit fits; less for misspellings.
    package let closeness: Double

    package init(subject: Subject, operationID: Int64, text: String, closeness: Double) {
        (self.subject, self.operationID, self.text) = (subject, operationID, text)
        self.closeness = closeness
    }
}
