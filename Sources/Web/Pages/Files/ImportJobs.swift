import CallRecords
import Casework
import Foundation

/// The imports under way on this server. What is done is in the casebook; this holds only what is going on.
actor ImportJobs {
    enum State: Sendable {
        case reading(bytes: Int, of: Int)
        case done(file: Int64)
        case refused(String)
    }

    private let intake: RecordIntake
    private var states: [String: State] = [:]
    private var names: [String: String] = [:]

    init(intake: RecordIntake) { self.intake = intake }

    /// Begins an import and gives its name. It goes on when the page is closed.
    func begin(_ original: ReceivedOriginal, layout: String) -> String {
        if states.count > Self.kept { forgetFinished() }
        let id = UUID().uuidString.lowercased()
        states[id] = .reading(bytes: 0, of: original.byteCount)
        names[id] = original.name
        Task { await run(id, original, layout) }
        return id
    }

    func state(_ id: String) -> (name: String, State)? {
        guard let state = states[id], let name = names[id] else { return nil }
        return (name, state)
    }

    /// How many imports are remembered before the finished ones are forgotten.
    private static let kept = 200

    private func forgetFinished() {
        for (id, state) in states {
            if case .reading = state { continue }
            states[id] = nil
            names[id] = nil
        }
    }

    private func run(_ id: String, _ original: ReceivedOriginal, _ layout: String) async {
        do {
            let entry = try await intake.take(original, layoutName: layout) { bytes in
                Task { await self.note(id, bytes, of: original.byteCount) }
            }
            states[id] = .done(file: entry.id)
        } catch let refusal as IntakeRefusal {
            states[id] = .refused(Words.sentence(refusal))
        } catch {
            states[id] = .refused(
                "The casebook could not take the file in, and is as it was before. The disk may be full. (\(type(of: error)))"
            )
        }
        if case .refused = states[id] { try? FileManager.default.removeItem(atPath: original.path) }
    }

    private func note(_ id: String, _ bytes: Int, of total: Int) {
        guard case .reading(let before, _) = states[id] else { return }
        states[id] = .reading(bytes: max(before, bytes), of: total)
    }
}
