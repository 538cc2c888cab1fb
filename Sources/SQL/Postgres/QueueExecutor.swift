@preconcurrency import Dispatch

/// Runs an actor on a queue of its own, so that what it does may block: libpq waits for the server, and the threads
/// of the cooperative pool must not. (Linux has no `DispatchSerialQueue` to do this.)
final class QueueExecutor: SerialExecutor {
    let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { job.runSynchronously(on: executor) }
    }

    func checkIsolated() { dispatchPrecondition(condition: .onQueue(queue)) }
}
