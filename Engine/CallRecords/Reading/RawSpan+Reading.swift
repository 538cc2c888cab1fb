extension RawSpan {
    /// The byte at an offset. Traps outside the span.
    @inline(__always)
    func byte(_ offset: Int) -> UInt8 {
        // Checked by the span itself; every bit pattern is a byte.
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// Eight bytes from an offset, the first in the lowest bits. Traps where fewer than eight are left.
    @inline(__always)
    func word(_ offset: Int) -> UInt64 {
        // Checked by the span itself; every bit pattern is an integer.
        UInt64(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Sixteen bytes from an offset. Traps where fewer are left.
    @inline(__always)
    func chunk(_ offset: Int) -> SIMD16<UInt8> {
        // Checked by the span itself; every bit pattern is sixteen bytes.
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
    }

    /// As ``word(_:)``, for rows known to be there: what is asked of every row is asked once.
    ///
    /// - Precondition: eight bytes are left.
    @unsafe @inline(__always)
    func word(unchecked offset: Int) -> UInt64 {
        assert(offset >= 0 && offset + 8 <= byteCount)
        return unsafe UInt64(
            littleEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
    }

    /// As ``chunk(_:)``, likewise.
    ///
    /// - Precondition: sixteen bytes are left.
    @unsafe @inline(__always)
    func chunk(unchecked offset: Int) -> SIMD16<UInt8> {
        assert(offset >= 0 && offset + 16 <= byteCount)
        return unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD16<UInt8>.self)
    }

    /// The bytes `start ..< end` as text: UTF-8, or Windows-1252 where they are not valid UTF-8.
    ///
    /// Nil where they are neither: five byte values mean nothing in Windows-1252.
    func text(_ start: Int, _ end: Int) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(end - start)
        for offset in start..<end { bytes.append(byte(offset)) }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        return windows1252(bytes)
    }

    /// As ``text(_:_:)``, with `U+FFFD` for what cannot be read. For showing, never for reading.
    func excerpt(_ start: Int, _ end: Int) -> String {
        // A cut must not fall inside a character: at most three bytes continue one.
        var cut = end
        while cut > start, end - cut < 3, cut < byteCount, byte(cut) & 0xC0 == 0x80 { cut -= 1 }
        return text(start, cut) ?? String(decoding: (start..<cut).map { byte($0) }, as: UTF8.self)
    }
}

/// Bytes as Windows-1252 (WHATWG Encoding Standard, index windows-1252), or nil where one is undefined there.
private func windows1252(_ bytes: [UInt8]) -> String? {
    /// Code points of bytes 0x80 ... 0x9F; 0 where undefined.
    let upper: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
        0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
        0x0153, 0, 0x017E, 0x0178,
    ]
    var text = ""
    for byte in bytes {
        guard (0x80...0x9F).contains(byte) else {
            text.unicodeScalars.append(Unicode.Scalar(byte))
            continue
        }
        guard let scalar = Unicode.Scalar(upper[Int(byte - 0x80)]), scalar.value != 0 else { return nil }
        text.unicodeScalars.append(scalar)
    }
    return text
}
