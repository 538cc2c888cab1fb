/// A path within this site, as sent back by a browser. Anything that could lead elsewhere is the home page.
struct LocalPath: Sendable, Hashable, CustomStringConvertible {
    let description: String

    init(_ text: String) {
        let isPlain = text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F && $0 != "\\" }
        let isLocal = text.hasPrefix("/") && !text.hasPrefix("//") && text.utf8.count <= 2_000
        description = isPlain && isLocal ? text : "/"
    }

    /// As the value of a query's field.
    var encoded: String { Self.encoded(description) }

    /// What a field of its query says, as it is written; empty where there is none.
    func query(_ name: String) -> String {
        guard let mark = description.firstIndex(of: "?") else { return "" }
        for field in description[mark...].dropFirst().split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1)
            if parts.count == 2, parts[0] == name { return String(parts[1]) }
        }
        return ""
    }

    static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            let scalar = Unicode.Scalar(byte)
            let isPlain =
                scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            if isPlain || "-._~/".unicodeScalars.contains(scalar) {
                encoded.unicodeScalars.append(scalar)
            } else {
                encoded +=
                    "%" + [byte >> 4, byte & 15].map { String($0, radix: 16, uppercase: true) }.joined()
            }
        }
        return encoded
    }
}
