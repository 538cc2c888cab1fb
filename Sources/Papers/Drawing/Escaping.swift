import Casework

/// Text as HTML and SVG write it, between tags and within quotes.
package func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { replacement(of: $0) != nil }) else { return text }
    var done: [UInt8] = []
    done.reserveCapacity(text.utf8.count + 16)
    for byte in text.utf8 {
        if let replacement = replacement(of: byte) { done += replacement.utf8 } else { done.append(byte) }
    }
    return String(decoding: done, as: UTF8.self)
}

private func replacement(of byte: UInt8) -> String? {
    switch byte {
    case UInt8(ascii: "&"): "&amp;"
    case UInt8(ascii: "<"): "&lt;"
    case UInt8(ascii: ">"): "&gt;"
    case UInt8(ascii: "\""): "&quot;"
    case UInt8(ascii: "'"): "&#39;"
    default: nil
    }
}

extension String {
    /// With a mark for every character that a drawing or a paper may not hold: controls, and what XML 1.0 has no place
    /// for (section 2.2).
    var drawable: String {
        let isPlain = unicodeScalars.allSatisfy { Self.isDrawable($0) }
        return isPlain
            ? self : String(UnicodeScalarView(unicodeScalars.map { Self.isDrawable($0) ? $0 : "\u{FFFD}" }))
    }

    private static func isDrawable(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.isInvisibleControl && scalar.value != 0xFFFE && scalar.value != 0xFFFF
    }
}
