import CallRecords

/// The head of a member of a tar archive: 512 bytes (IEEE Std 1003.1-2017, pax, “ustar Interchange Format”).
///
/// Only what a backup needs: plain files, and the extended header that tells a size of 8 GiB or more.
struct TarHeader {
    static let block = 512
    /// What eleven octal digits tell.
    private static let longest = 1 << 33

    enum Kind: UInt8 {
        case file = 0x30
        /// The next member's size, where the head has no room for it.
        case extended = 0x78
    }

    let name: String
    let size: Int
    let kind: Kind

    // MARK: Writing

    /// The blocks that lead a file's bytes.
    ///
    /// - Parameter name: up to 100 bytes.
    static func blocks(name: String, size: Int, madeAt: Instant) -> [UInt8] {
        guard size >= longest else {
            return TarHeader(name: name, size: size, kind: .file).bytes(madeAt)
        }
        let record = extendedSize(size)
        let padding = Array(repeating: UInt8(0), count: block - record.count)
        return TarHeader(name: name, size: record.count, kind: .extended).bytes(madeAt) + record + padding
            + TarHeader(name: name, size: 0, kind: .file).bytes(madeAt)
    }

    /// `20 size=8589934592` and a line end: the record's own length comes first, in it.
    private static func extendedSize(_ size: Int) -> [UInt8] {
        let rest = " size=\(size)\n"
        var length = rest.utf8.count + 2
        while "\(length)\(rest)".utf8.count != length { length += 1 }
        return Array("\(length)\(rest)".utf8)
    }

    private func bytes(_ madeAt: Instant) -> [UInt8] {
        var bytes = Array(repeating: UInt8(0), count: Self.block)
        func put(_ text: String, at place: Int) {
            bytes.replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
        }
        func octal(_ value: Int, _ digits: Int) -> String {
            let text = String(value, radix: 8)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        precondition(name.utf8.count <= 100, "a member's name is short")
        put(name, at: 0)
        put(octal(0o600, 7), at: 100)
        put(octal(0, 7), at: 108)
        put(octal(0, 7), at: 116)
        put(octal(size, 11), at: 124)
        put(octal(Int(max(0, madeAt.microseconds / 1_000_000)), 11), at: 136)
        bytes[156] = kind.rawValue
        put("ustar\u{0}00", at: 257)
        put(octal(Self.sum(bytes), 6) + "\u{0} ", at: 148)
        return bytes
    }

    /// Of all bytes, those of the sum itself taken for blanks.
    private static func sum(_ bytes: [UInt8]) -> Int {
        bytes.enumerated().reduce(0) { $0 + Int((148..<156).contains($1.offset) ? 0x20 : $1.element) }
    }

    // MARK: Reading

    /// Nil where the block is no head of ours.
    init?(_ block: [UInt8]) {
        guard block.count == Self.block, block[257...].starts(with: "ustar\u{0}00".utf8),
            let sum = Self.octal(block[148..<155]), sum == Self.sum(block),
            // The sum leaves its own end out.
            block[154..<156].elementsEqual([0, 0x20]),
            let size = Self.octal(block[124..<136]), let kind = Kind(rawValue: block[156]),
            // A name in two parts, a link, an owner: none is written here.
            block[157..<257].allSatisfy({ $0 == 0 }), block[345..<500].allSatisfy({ $0 == 0 }),
            let name = String(validating: block[..<100].prefix { $0 != 0 }, as: UTF8.self)
        else { return nil }
        (self.name, self.size, self.kind) = (name, size, kind)
    }

    func with(size: Int) -> TarHeader { TarHeader(name: name, size: size, kind: kind) }

    private init(name: String, size: Int, kind: Kind) {
        (self.name, self.size, self.kind) = (name, size, kind)
    }

    /// The size that an extended header tells; nil where it tells anything else.
    static func extendedSize(of record: [UInt8]) -> Int? {
        let text = String(decoding: record, as: UTF8.self)
        guard let size = text.split(separator: "=").last.flatMap({ Int($0.dropLast()) }),
            (longest..<1 << 50).contains(size), extendedSize(size) == record
        else { return nil }
        return size
    }

    private static func octal(_ bytes: ArraySlice<UInt8>) -> Int? {
        let digits = bytes.prefix { $0 != 0 && $0 != 0x20 }
        // No sign: a member of less than no bytes would be read for ever.
        guard digits.allSatisfy({ (48...55).contains($0) }) else { return nil }
        return Int(String(decoding: digits, as: UTF8.self), radix: 8)
    }
}
