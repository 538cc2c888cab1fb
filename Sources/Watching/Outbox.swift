import CallRecords
import Crypto
import Foundation

/// Which suggestions the webhook has had: they go one by one, in their order, each until it is taken.
package struct Outbox: Sendable {
    private let path: String
    /// The number of the last one taken; 0 for none.
    package private(set) var delivered: Int

    package init(folder: String) throws {
        path = folder + "/delivered"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? "0"
        guard let number = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)), number >= 0 else {
            throw WatchRefusal.damagedState(path)
        }
        delivered = number
    }

    package mutating func took(_ number: Int) throws {
        try Disk.replace(path) { try $0.write(contentsOf: Data("\(number)\n".utf8)) }
        delivered = number
    }

    /// Seconds to wait after so many failures in a row: one, two, four and so on, five minutes at most.
    package static func pause(after failures: Int) -> Int {
        min(300, 1 << max(0, min(9, failures - 1)))
    }
}

/// What a webhook's receiver checks: that the body is ours, and when it was sent.
package struct WebhookSignature: Sendable {
    /// `X-Ringfence-Signature: t=SECONDS,v1=HEX`: HMAC-SHA256 (RFC 2104) over the seconds, a full stop and the body.
    package static let header = "X-Ringfence-Signature"
    /// The suggestion's number: a receiver that had it before takes it as had.
    package static let numberHeader = "X-Ringfence-Suggestion"
    private let secret: SymmetricKey

    package init(secret: [UInt8]) { self.secret = SymmetricKey(data: secret) }

    package func value(for body: Data, at time: Instant) -> String {
        let seconds = time.microseconds / 1_000_000
        var message = Data("\(seconds).".utf8)
        message += body
        let code = HMAC<SHA256>.authenticationCode(for: message, using: secret)
        let hex = code.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return "t=\(seconds),v1=\(hex)"
    }
}
