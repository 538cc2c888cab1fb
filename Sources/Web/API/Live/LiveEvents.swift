import Casework
import HTTPTypes
import ServiceLifecycle
import Synchronization

/// What a listener waits for, in one stream.
enum LiveEvents {
    enum Event: Sendable, Hashable {
        case begun
        case notice(ChangeNotice)
        case beat
    }

    /// Ends when either does. Of one who is far behind, all is forgotten but that there was more.
    static func merged(_ changes: AsyncStream<ChangeNotice>, _ ticks: AsyncStream<Void>) -> AsyncStream<Event>
    {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Event.self, bufferingPolicy: .bufferingNewest(100))
        let noticing = Task {
            var isFirst = true
            for await notice in changes {
                // The first says that listening has begun; what is shown was read before or is read after.
                let event: Event = isFirst && notice == .unknown ? .begun : .notice(notice)
                isFirst = false
                if case .dropped = continuation.yield(event) { continuation.yield(.notice(.unknown)) }
            }
            continuation.finish()
        }
        let ticking = Task {
            for await _ in ticks { continuation.yield(.beat) }
            continuation.finish()
        }
        continuation.onTermination = { _ in
            noticing.cancel()
            ticking.cancel()
        }
        return stream
    }
}

/// How many listen, by sitting or key.
final class LivePlaces: Sendable {
    /// Of one sitting: browsers open six connections to a server at most.
    static let most = 5

    private let taken = Mutex<[String: Int]>([:])

    /// Nil where all are taken.
    func take(_ name: String) -> LivePlace? {
        let isFree = taken.withLock { taken in
            guard taken[name, default: 0] < Self.most else { return false }
            taken[name, default: 0] += 1
            return true
        }
        return isFree ? LivePlace(name, self) : nil
    }

    fileprivate func giveBack(_ name: String) {
        taken.withLock { taken in
            let left = taken[name, default: 1] - 1
            taken[name] = left > 0 ? left : nil
        }
    }
}

/// A place to listen from. It is free again when it is left, or when the answer is dropped before it began.
final class LivePlace: Sendable {
    private let name: String
    private let places: LivePlaces
    private let isLeft = Mutex(false)

    fileprivate init(_ name: String, _ places: LivePlaces) { (self.name, self.places) = (name, places) }

    deinit { leave() }

    func leave() {
        let isFirst = isLeft.withLock { isLeft in
            defer { isLeft = true }
            return !isLeft
        }
        if isFirst { places.giveBack(name) }
    }
}

/// The server's own pulse, so that a connection nobody holds any more is noticed.
enum Heartbeat {
    /// Proxies commonly end what is silent for 30 seconds.
    static let interval = Duration.seconds(15)

    /// Ticks until the server is told to stop.
    @Sendable static func ticks() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let task = Task {
            await cancelWhenGracefulShutdown {
                while (try? await ContinuousClock().sleep(for: interval)) != nil { continuation.yield() }
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }
}

extension HTTPField.Name {
    /// Tells a proxy to hand each event on at once.
    static let acceleratedBuffering = {
        guard let name = HTTPField.Name("X-Accel-Buffering") else {
            preconditionFailure("a header's name is a token")
        }
        return name
    }()
}
