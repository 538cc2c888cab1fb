import CallRecords
import LineMatching
import Telephony

extension Watcher {
    /// Whether a state may be gone on with.
    static func check(_ state: WatchState?, _ settings: WatchSettings) throws(WatchRefusal) {
        guard let state else { return }
        guard state.order == settings.order else {
            throw .otherOrder(held: state.order, given: settings.order)
        }
        guard state.layout == settings.layout.name else {
            throw .otherLayout(held: state.layout, given: settings.layout.name)
        }
    }

    /// Without its state a folder still says whose it is.
    static func check(_ ledger: Ledger, _ settings: WatchSettings) throws(WatchRefusal) {
        guard let other = ledger.rows.first(where: { $0.order != settings.order }) else { return }
        throw .otherOrder(held: other.order, given: settings.order)
    }

    /// The journal to go on with: a state is not replaced before the one that follows it is there.
    static func lastJournal(_ folder: StateFolder, _ state: WatchState?) throws -> Int {
        let numbers = try folder.journals()
        if let state, !numbers.contains(state.generation) {
            throw WatchRefusal.damagedState(folder.journal(state.generation))
        }
        return numbers.last ?? 0
    }

    static func names(_ state: WatchState?, _ folder: StateFolder) throws(WatchRefusal) -> [Party] {
        do { return try (state?.names ?? []).map { try Party(parsing: $0) } } catch {
            throw .damagedState(folder.statePath)
        }
    }

    static func scorer(
        _ words: [UInt64]?, _ watch: WatchList, _ names: PartyNames, _ settings: WatchSettings,
        _ folder: StateFolder
    ) throws -> StreamScorer {
        guard let words else { return StreamScorer(watch, names: names, settings: settings.stream) }
        do throws(SnapshotRefusal) {
            return try StreamScorer(restoring: words, of: watch, names: names, settings: settings.stream)
        } catch {
            switch error {
            case .otherList: throw WatchRefusal.otherList(folder.statePath)
            // Its digest is right: it is as it was written.
            case .notASnapshot: throw WatchRefusal.otherVersion(folder.statePath)
            case .damaged: throw WatchRefusal.damagedState(folder.statePath)
            }
        }
    }
}
