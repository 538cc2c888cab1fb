extension Unicode.Scalar {
    /// A control character, or one that turns the direction of what follows: neither belongs in what people type.
    /// Line feeds and tabs do not count.
    package var isInvisibleControl: Bool {
        switch value {
        case 9, 10: false
        case 0..<0x20, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}

extension String {
    package var hasInvisibleControls: Bool { unicodeScalars.contains(where: \.isInvisibleControl) }

    /// With a mark for every character that would command a terminal instead of showing.
    package var shownSafely: String {
        hasInvisibleControls
            ? String(String.UnicodeScalarView(unicodeScalars.map { $0.isInvisibleControl ? "\u{FFFD}" : $0 }))
            : self
    }

    /// On one line, and with a mark for whatever would command a terminal.
    package var onOneLine: String {
        split { $0.isNewline || $0 == "\t" }.joined(separator: " ").shownSafely
    }

    /// Without white space at its ends.
    package var trimmed: String {
        var rest = Substring(self).drop(while: \.isWhitespace)
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
