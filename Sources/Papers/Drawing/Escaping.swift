/// Text as HTML and SVG write it, between tags and within quotes.
func escaped(_ text: String) -> String {
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
