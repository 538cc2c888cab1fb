import CallRecords

/// How long a session lasts.
package struct SessionRule: Sendable, Hashable {
    /// Seconds without a request.
    package let idle: Int64
    /// Seconds in all.
    package let absolute: Int64

    package init(idle: Int64 = 30 * 60, absolute: Int64 = 12 * 3_600) {
        (self.idle, self.absolute) = (idle, absolute)
    }

    package func isOver(began: Instant, lastUsed: Instant, now: Instant) -> Bool {
        now >= lastUsed.adding(seconds: idle) || now >= began.adding(seconds: absolute)
    }
}

/// How many wrong tries before the next has to wait, and how long. Nobody is locked out by somebody else's tries:
/// those from elsewhere slow down only those who never signed in from the browser they use.
package struct LockOutRule: Sendable, Hashable {
    /// Wrong tries without a wait.
    package let free: Int
    /// Seconds to wait after the first beyond; doubled with each further.
    package let first: Int64
    package let longest: Int64

    /// Tries for one account from one place.
    package static let pair = LockOutRule(free: 5, first: 2, longest: 15 * 60)
    /// Tries from one place, whatever the account.
    package static let source = LockOutRule(free: 50, first: 2, longest: 15 * 60)
    /// Tries for one account from browsers that never signed in to it, wherever they are.
    package static let account = LockOutRule(free: 100, first: 2, longest: 5 * 60)
    /// Failures are forgotten after so many seconds without one.
    package static let memory: Int64 = 3_600

    /// Seconds until the next try, after so many wrong ones.
    package func wait(after failures: Int) -> Int64 {
        guard failures >= free else { return 0 }
        let doublings = min(failures - free, 20)
        return min(longest, first << Int64(doublings))
    }
}
