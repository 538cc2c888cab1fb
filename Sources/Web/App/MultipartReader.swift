import Foundation

/// Reads a `multipart/form-data` body (RFC 7578) as it arrives, handing file bytes on without keeping them.
struct MultipartReader {
    /// A part's headers, as far as a form needs them.
    struct Part: Equatable {
        let name: String
        /// Set for a file.
        let fileName: String?
    }

    enum Piece: Equatable {
        case begin(Part)
        case bytes([UInt8])
        case end
    }

    enum Refusal: Error {
        /// The body does not follow the form's boundary.
        case malformed
        case headersTooLong
    }

    private static let headerLimit = 16_384

    private let boundary: [UInt8]
    private var buffer: [UInt8] = []
    private var state = State.preamble

    private enum State { case preamble, headers, body, finished }

    /// Nil where the content type names no boundary.
    init?(contentType: String) {
        guard contentType.lowercased().hasPrefix("multipart/form-data"),
            let range = contentType.range(of: "boundary=")
        else { return nil }
        let value = contentType[range.upperBound...].prefix { $0 != ";" && $0 != " " }
            .filter { $0 != "\"" }
        guard !value.isEmpty, value.utf8.count <= 70 else { return nil }
        boundary = Array("\r\n--\(value)".utf8)
        // The first boundary has no line end before it; it is given one.
        buffer = [13, 10]
    }

    var isFinished: Bool { state == .finished }

    /// Takes the next bytes of the body and gives the pieces they complete.
    mutating func read(_ bytes: [UInt8]) throws(Refusal) -> [Piece] {
        buffer += bytes
        var pieces: [Piece] = []
        while true {
            switch state {
            case .finished: return pieces
            case .preamble:
                guard let at = buffer.firstRange(of: boundary)?.lowerBound else {
                    guard buffer.count < Self.headerLimit else { throw .malformed }
                    return pieces
                }
                guard try skipBoundary(at) else { return pieces }
            case .headers:
                guard let end = buffer.firstRange(of: [13, 10, 13, 10]) else {
                    guard buffer.count < Self.headerLimit else { throw .headersTooLong }
                    return pieces
                }
                pieces.append(.begin(try Self.part(buffer[..<end.lowerBound])))
                buffer.removeSubrange(..<end.upperBound)
                state = .body
            case .body:
                guard let at = buffer.firstRange(of: boundary)?.lowerBound else {
                    // What may be the beginning of a boundary waits for the bytes after it.
                    let safe = buffer.count - boundary.count
                    if safe > 0 {
                        pieces.append(.bytes(Array(buffer[..<safe])))
                        buffer.removeSubrange(..<safe)
                    }
                    return pieces
                }
                guard buffer.count >= at + boundary.count + 2 else { return pieces }
                if at > 0 { pieces.append(.bytes(Array(buffer[..<at]))) }
                pieces.append(.end)
                guard try skipBoundary(at) else { return pieces }
            }
        }
    }

    /// Drops everything up to and with a boundary; false where the two bytes after it have not come.
    private mutating func skipBoundary(_ at: Int) throws(Refusal) -> Bool {
        let after = at + boundary.count
        guard buffer.count >= after + 2 else { return false }
        switch (buffer[after], buffer[after + 1]) {
        case (13, 10): state = .headers
        case (UInt8(ascii: "-"), UInt8(ascii: "-")): state = .finished
        default: throw .malformed
        }
        buffer.removeSubrange(..<(after + 2))
        return true
    }

    private static func part(_ headers: ArraySlice<UInt8>) throws(Refusal) -> Part {
        for line in String(decoding: headers, as: UTF8.self).split(separator: "\r\n") {
            guard line.lowercased().hasPrefix("content-disposition:") else { continue }
            guard let name = parameter("name", of: line) else { throw .malformed }
            return Part(name: name, fileName: parameter("filename", of: line))
        }
        throw .malformed
    }

    /// A quoted parameter of a header; browsers write a quote inside one as `%22`.
    private static func parameter(_ name: String, of line: Substring) -> String? {
        for mark in ["; \(name)=\"", ";\(name)=\""] {
            guard let range = line.range(of: mark, options: .caseInsensitive) else { continue }
            return String(line[range.upperBound...].prefix { $0 != "\"" })
        }
        return nil
    }
}
