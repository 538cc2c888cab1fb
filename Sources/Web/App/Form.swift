import Foundation
import Hummingbird

/// The fields of a form, as a browser sends them.
struct Form: Sendable {
    /// The most that is taken of a form without files.
    static let limit = 65_536

    private let fields: [String: [String]]

    /// - Throws: ``PageRefusal`` for a body that is too long or no form.
    init(_ request: Request) async throws {
        let buffer: ByteBuffer
        do { buffer = try await request.body.collect(upTo: Self.limit) } catch {
            throw PageRefusal.formTooLong
        }
        self.init(String(buffer: buffer))
    }

    /// `application/x-www-form-urlencoded` text (WHATWG URL Standard, 5.1).
    init(_ text: String) {
        var fields: [String: [String]] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decoded(parts[0]) else { continue }
            fields[name, default: []].append(parts.count > 1 ? Self.decoded(parts[1]) ?? "" : "")
        }
        self.fields = fields
    }

    /// A field's text without spaces at its ends, the last where it was sent several times; empty where it was not.
    subscript(_ name: String) -> String {
        (fields[name]?.last ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Every value of a field that may be sent several times, such as boxes that are ticked.
    func all(_ name: String) -> [String] {
        (fields[name] ?? []).map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
    }

    /// A field exactly as it was typed: for passwords.
    func exact(_ name: String) -> String { fields[name]?.last ?? "" }

    private static func decoded(_ text: Substring) -> String? {
        String(text).replacing("+", with: " ").removingPercentEncoding
    }
}

extension PageRefusal {
    static let formTooLong = PageRefusal(
        status: .contentTooLarge, title: "Too long", text: "The form holds more text than can be taken.")
}
