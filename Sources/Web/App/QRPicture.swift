import CQRencode

/// A QR code (ISO/IEC 18004) as an SVG picture: dark squares on white, with the quiet margin that readers need.
struct QRPicture {
    private let width: Int
    private let dark: [Bool]

    private static let margin = 4

    /// Nil for a text that is too long for any.
    init?(of text: String) {
        // Version 0: as large as needed. 8-bit, the letters as they are; level M, as authenticators print it.
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return nil }
        defer { QRcode_free(code) }
        width = Int(code.pointee.width)
        guard width > 0, let data = code.pointee.data else { return nil }
        // The lowest bit of each of width × width bytes is the module.
        dark = UnsafeBufferPointer(start: data, count: width * width).map { $0 & 1 == 1 }
    }

    /// One rectangle for each run of dark modules in a row.
    var svg: String {
        let size = width + 2 * Self.margin
        var path = ""
        for row in 0..<width {
            var column = 0
            while column < width {
                guard dark[row * width + column] else {
                    column += 1
                    continue
                }
                let end = (column..<width).first { !dark[row * width + $0] } ?? width
                path += "M\(column + Self.margin) \(row + Self.margin)h\(end - column)v1h-\(end - column)z"
                column = end
            }
        }
        return """
            <svg class="code" viewBox="0 0 \(size) \(size)" role="img" aria-label="The secret as a picture">\
            <rect width="\(size)" height="\(size)" fill="#fff"/><path d="\(path)" fill="#000"/></svg>
            """
    }
}
