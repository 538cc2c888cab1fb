import CallRecords

extension PartyKey {
    /// 64 well-mixed bits. The same on every machine.
    @inline(__always)
    var hash: UInt64 {
        // Folded multiplication by the golden ratio's fraction; the odd constant moves keys off its fixed points.
        let product = (bits ^ 0x243F_6A88_85A3_08D3).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }
}

/// Where in a table of `capacity` places a hash belongs: the places are in the order of the hashes.
@inline(__always)
func home(_ hash: UInt64, _ capacity: Int) -> Int {
    Int(truncatingIfNeeded: ((hash & 0xFFFF_FFFF) &* UInt64(truncatingIfNeeded: capacity)) >> 32)
}
