import Foundation
import Synchronization

/// Standard input, as much at a time as has come, until it ends or the watch is stopped: whoever writes may write nothing
/// for hours.
final class StandardInput: Sendable {
    private let room = 1 << 18
    private let stopped = Atomic<Bool>(false)
    /// A byte in it ends the waiting.
    private let wake: (end: Int32, begin: Int32)

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw Self.refused() }
        wake = (ends[0], ends[1])
    }

    deinit {
        close(wake.begin)
        close(wake.end)
    }

    var isStopped: Bool { stopped.load(ordering: .sequentiallyConsistent) }

    func stop() {
        stopped.store(true, ordering: .sequentiallyConsistent)
        var byte: UInt8 = 0
        _ = write(wake.begin, &byte, 1)
    }

    /// Nil at the end, or once it is stopped.
    func next() throws -> [UInt8]? {
        while true {
            try wait()
            guard !isStopped else { return nil }
            var block = [UInt8](repeating: 0, count: room)
            let count = block.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, room) }
            if count > 0 { return Array(block[..<count]) }
            if count == 0 { return nil }
            guard errno == EINTR || errno == EAGAIN else { throw Self.refused() }
        }
    }

    private func wait() throws {
        let events = Int16(POLLIN)
        var waits = [
            pollfd(fd: STDIN_FILENO, events: events, revents: 0),
            pollfd(fd: wake.end, events: events, revents: 0),
        ]
        while poll(&waits, 2, -1) < 0 { guard errno == EINTR else { throw Self.refused() } }
    }

    private static func refused() -> Refused {
        .noInput("Reading stopped: \(String(cString: strerror(errno))).")
    }
}
