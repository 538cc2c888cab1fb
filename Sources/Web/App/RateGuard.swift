import Access
import CallRecords
import HTTPTypes
import Hummingbird
import Synchronization

/// How many requests one visitor may make.
package struct RateRule: Sendable, Hashable {
    /// Requests a second, over time.
    package let steady: Double
    /// Requests at once, after a rest.
    package let burst: Double

    package init(steady: Double = 20, burst: Double = 200) { (self.steady, self.burst) = (steady, burst) }
}

/// Counts requests in a bucket for each visitor, which fills steadily and is emptied by asking.
final class RateLimiter: Sendable {
    private struct Bucket {
        var left: Double
        var at: Instant
    }

    /// Visitors remembered at a time. Those whose buckets are full again are forgotten first.
    private static let most = 20_000

    private let rule: RateRule
    private let now: @Sendable () -> Instant
    private let buckets = Mutex<[String: Bucket]>([:])

    init(rule: RateRule, now: @escaping @Sendable () -> Instant) { (self.rule, self.now) = (rule, now) }

    /// Takes one request out of the visitor's bucket. Gives the seconds to wait where it is empty, else 0.
    func take(for visitor: String) -> Int64 {
        let (rule, now) = (rule, now())
        return buckets.withLock { buckets in
            if buckets.count >= Self.most, buckets[visitor] == nil { Self.forgetFull(&buckets, rule, now) }
            var bucket = buckets[visitor] ?? Bucket(left: rule.burst, at: now)
            bucket.left = Self.left(in: bucket, rule, now)
            bucket.at = now
            let isAllowed = bucket.left >= 1
            if isAllowed { bucket.left -= 1 }
            buckets[visitor] = bucket
            return isAllowed ? 0 : max(1, Int64(((1 - bucket.left) / rule.steady).rounded(.up)))
        }
    }

    private static func left(in bucket: Bucket, _ rule: RateRule, _ now: Instant) -> Double {
        let seconds = Double(max(0, now.microseconds - bucket.at.microseconds)) / 1e6
        return min(rule.burst, bucket.left + seconds * rule.steady)
    }

    private static func forgetFull(_ buckets: inout [String: Bucket], _ rule: RateRule, _ now: Instant) {
        buckets = buckets.filter { left(in: $0.value, rule, now) < rule.burst }
        // All of them are asking: somebody has very many addresses. Forgetting lets each begin again, and no more.
        if buckets.count >= most { buckets.removeAll() }
    }
}

/// Refuses what one visitor asks for too fast: a session or key by itself, everybody else by where they come from.
struct RateGuard: RouterMiddleware {
    let limiter: RateLimiter

    func handle(
        _ request: Request, context: PageContext,
        next: (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        let visitor =
            switch context.visitor {
            case .unknown, .nobody: "source \(context.source)"
            case .session(let session, _): "session \(session.id)"
            case .key(_, let id): "key \(id)"
            }
        let wait = limiter.take(for: visitor)
        guard wait == 0 else { throw TooFast(seconds: wait) }
        return try await next(request, context)
    }
}

/// Somebody asked too much, or tried too often.
struct TooFast: Error {
    /// Until the next try.
    let seconds: Int64
}
