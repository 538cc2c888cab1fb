import CallRecords
import LineMatching
import Telephony

/// The episode that a closure ends.
package enum ClosedEpisode: Sendable, Hashable {
    case known(line: Int64, episode: Int64)
    /// A number that no line was known to use: it served the line of this name, made if it is new.
    case unrecorded(lineName: String, from: Instant)
}

/// The few store operations the register needs. Every one is atomic: it happens whole or not at all.
package protocol RegisterStore: Sendable {
    func lines() async throws -> [LineFile]
    func line(id: Int64) async throws -> LineFile?
    func line(named name: String) async throws -> LineFile?
    func closure(id: Int64) async throws -> ClosureFile?

    // Each `check` is handed the register as it stands inside the transaction, and throws what forbids the entry:
    // nothing can come between.

    /// Adds a line and the number it uses from a moment on.
    func addLine(
        named name: String, number: Party, from: Instant, at now: Instant,
        check: @escaping @Sendable ([LineFile]) throws -> Void
    ) async throws -> Int64
    /// Adds a closure and, where they are not known yet, the line and the episode it ends.
    func addClosure(
        of party: Party, closedAt: Instant, kind: Closure.Kind, at now: Instant,
        check: @escaping @Sendable ([LineFile]) throws -> ClosedEpisode
    ) async throws -> Int64
    /// Keeps an answer. Shape: `suggestions` in order of place.
    func addTrace(_ trace: Trace) async throws -> Int64
    func latestTrace(closure: Int64) async throws -> Trace?
    /// Keeps a decision and, where it accepts, the episode that follows from it; together or not at all.
    func addDecision(
        _ decision: Decision, episodeFrom: Instant?, check: @escaping @Sendable ([LineFile]) throws -> Void
    ) async throws -> Int64

    /// All events held up to a moment, without durations, handsets and cells, and the files they came from.
    func events(until: Instant?) async throws -> (EventColumns, files: [Int64])
    /// The events that name any of these parties.
    func events(naming parties: [Party]) async throws -> EventColumns
    /// The first event that names a party.
    func firstSeen(_ party: Party) async throws -> Instant?
}
