import CallRecords
import Casework
import Foundation

/// The imports under way. Each goes on when its page is closed; where it stands is kept in the casebook, so that every
/// server can show it, and one that was cut short says so.
struct ImportJobs: Sendable {
    /// Bytes between two notes of how far it is: about a second's work.
    private static let step = 16 * RecordIntake.block

    private let intake: RecordIntake
    private let now: @Sendable () -> Instant

    init(intake: RecordIntake, now: @escaping @Sendable () -> Instant) {
        (self.intake, self.now) = (intake, now)
    }

    /// Begins an import and gives its name.
    func begin(
        _ original: ReceivedOriginal, layout: String, ticket: ImportTicket, account: Int64
    ) async throws -> String {
        let id = UUID().uuidString.lowercased()
        @Sendable func job(_ state: Job.State, done: Int) -> Job {
            Job(
                id: id, accountID: account, operationID: ticket.operation.id, name: original.name, done: done,
                total: original.byteCount, state: state, beatAt: now())
        }
        try await intake.store.keep(job(.running, done: 0))
        Task {
            let state = await take(original, layout: layout, ticket: ticket) { bytes in
                // Blocks are of one size, so every so many of them end at a multiple. A note that is lost is no harm.
                if bytes.isMultiple(of: Self.step) {
                    try? await intake.store.keep(job(.running, done: bytes))
                }
            }
            try? await intake.store.keep(job(state, done: original.byteCount))
            // What is taken in was moved to its place; what is not is of no use any more.
            try? FileManager.default.removeItem(atPath: original.path)
        }
        return id
    }

    private func take(
        _ original: ReceivedOriginal, layout: String, ticket: ImportTicket,
        progress: @escaping @Sendable (Int) async -> Void
    ) async -> Job.State {
        do {
            let file = try await intake.take(original, layoutName: layout, ticket: ticket, progress: progress)
            return .done("/files/\(file.entry.id)")
        } catch let refusal as IntakeRefusal {
            return .refused(Words.sentence(refusal))
        } catch let refusal as RegisterRefusal {
            return .refused(Words.sentence(refusal))
        } catch {
            // The error's type and no more: its text may hold what the file says.
            return .refused(
                "The casebook could not take the file in, and is as it was before. The disk may be full. "
                    + "(\(type(of: error)))")
        }
    }

    /// - Parameter account: whose it is; nobody else is shown it.
    func job(_ id: String, of account: Int64) async throws -> Job? {
        guard let job = try await intake.store.job(id: id), job.accountID == account else { return nil }
        return job
    }
}
