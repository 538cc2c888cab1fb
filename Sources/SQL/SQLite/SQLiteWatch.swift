@preconcurrency import Dispatch
import GRDB
import Synchronization

/// Notices from a SQLite file: this process's own as they are committed, and that another process changed something.
final class SQLiteWatch: Sendable {
    let board = NoticeBoard()
    private let pool: DatabasePool
    private let state: Mutex<State>

    private struct State {
        /// Counts the commits by other connections; the writer's own do not move it.
        var version: Int64
        var timer: (any DispatchSourceTimer)?
        var isChecking = false
        /// Nobody listened before: what was changed until then is no news, and the first look says that listening began.
        var isBeginning = false
    }

    init(_ pool: DatabasePool) throws {
        self.pool = pool
        state = Mutex(State(version: try pool.writeWithoutTransaction { try Self.version($0) }))
    }

    deinit { state.withLock { $0.timer?.cancel() } }

    func notices(channel: String) -> AsyncStream<SQLNotice> {
        let stream = board.listen(channel: channel) { [weak self] in self?.startOrStop() }
        if !state.withLock({ $0.isBeginning }) { board.greet() }
        return stream
    }

    func close() { board.close() }

    /// Looks at the file only while somebody listens.
    private func startOrStop() {
        state.withLock { state in
            let isWanted = !board.channels.isEmpty
            if isWanted, state.timer == nil {
                let timer = DispatchSource.makeTimerSource(queue: .global(qos: .utility))
                timer.schedule(
                    deadline: .now(), repeating: .milliseconds(250), leeway: .milliseconds(50))
                timer.setEventHandler { [weak self] in self?.check() }
                timer.resume()
                state.timer = timer
                state.isBeginning = true
            } else if !isWanted, let timer = state.timer {
                timer.cancel()
                state.timer = nil
            }
        }
    }

    /// Asks on the writer's connection. While an import holds that, no other process can commit either.
    private func check() {
        let isFree = state.withLock { state in
            defer { state.isChecking = true }
            return !state.isChecking
        }
        guard isFree else { return }
        pool.asyncWriteWithoutTransaction { [weak self] database in
            guard let self else { return }
            let version = try? Self.version(database)
            let (hasBegun, hasChanged) = state.withLock { state in
                state.isChecking = false
                guard let version else { return (false, false) }
                defer { (state.version, state.isBeginning) = (version, false) }
                return (state.isBeginning, version != state.version)
            }
            if hasBegun { board.greet() } else if hasChanged { board.tellAll() }
        }
    }

    private static func version(_ database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "PRAGMA data_version") ?? 0
    }
}
