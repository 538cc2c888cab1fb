import Access
import Casework
import SQL

extension SQLConnection {
    /// Tells every server, once this transaction is kept, what an entry of the log is about.
    func tell(of draft: LogDraft) throws {
        guard let notice = ChangeNotice(draft) else { return }
        try notify(channel: Casebook.changeChannel, payload: notice.description)
    }
}

extension Casebook: ChangeFeed {
    static let changeChannel = "ringfence"

    package func changes() -> AsyncStream<ChangeNotice> {
        let notices = database.notices(channel: Self.changeChannel)
        // As many as the database keeps for a consumer that is behind; of more, only that there were some.
        let (stream, continuation) = AsyncStream.makeStream(
            of: ChangeNotice.self, bufferingPolicy: .bufferingNewest(1_000))
        let task = Task {
            for await notice in notices {
                let told: ChangeNotice =
                    switch notice {
                    case .payload(let text): ChangeNotice(parsing: text) ?? .unknown
                    case .reconnected: .unknown
                    }
                if case .dropped = continuation.yield(told) { continuation.yield(.unknown) }
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }
}
