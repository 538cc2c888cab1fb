import Foundation
import Hummingbird

/// The fields of a form, as a browser sends them.
struct Form: Sendable {
    private let fields: [String: String]

    /// - Throws: ``PageRefusal`` for a body that is too long or no form.
    init(_ request: Request) async throws {
        let buffer: ByteBuffer
        do { buffer = try await request.body.collect(upTo: 65_536) } catch {
            throw PageRefusal(
                status: .contentTooLarge, title: "Too long",
                text: "The form holds more text than can be taken.")
        }
        self.init(String(buffer: buffer))
    }

    /// `application/x-www-form-urlencoded` text (WHATWG URL Standard, 5.1).
    init(_ text: String) {
        var fields: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]) else { continue }
            fields[name] = parts.count > 1 ? Self.decoded(parts[1]) ?? "" : ""
        }
        self.fields = fields
    }

    /// A field's text without spaces at its ends; empty where it was not sent.
    subscript(_ name: String) -> String {
        (fields[name] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private static func decoded(_ text: Substring) -> String? {
        String(text).replacing("+", with: " ").removingPercentEncoding
    }
}
