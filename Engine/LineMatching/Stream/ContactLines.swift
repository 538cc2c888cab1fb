/// Which lines have each contact. Shape: [contacts], then [pairs].
struct ContactLines: Sendable {
    /// Lines of contact *c*: `lines[starts[c] ..< starts[c + 1]]`, ascending, each once.
    private var starts: [UInt32]
    private var lines: [UInt32]

    var bytes: Int { (starts.count + lines.count) * 4 }

    /// - Parameter pairs: a contact's place above 32 bits of its line's, in any order, any number of times.
    init(_ pairs: [UInt64], contacts: Int) {
        // Counted and put in their places: to sort so many takes longer than all else that a list needs.
        starts = LargePages.array(repeating: 0, count: contacts + 1)
        lines = LargePages.array(repeating: 0, count: pairs.count)
        for pair in pairs { starts[Int(pair >> 32) + 1] += 1 }
        for contact in 0..<contacts { starts[contact + 1] += starts[contact] }
        var next = starts
        for pair in pairs {
            let contact = Int(pair >> 32)
            lines[Int(next[contact])] = UInt32(truncatingIfNeeded: pair)
            next[contact] += 1
        }
        tidy()
    }

    @inline(__always)
    subscript(contact: Int) -> ArraySlice<UInt32> {
        lines[Int(starts[contact])..<Int(starts[contact + 1])]
    }

    /// Puts each contact's lines in order, and leaves out what is said twice.
    private mutating func tidy() {
        var kept = 0
        var start = 0
        for contact in 0..<starts.count - 1 {
            let end = Int(starts[contact + 1])
            if end - start > 1 { lines[start..<end].sort() }
            for place in start..<end where place == start || lines[place] != lines[place - 1] {
                lines[kept] = lines[place]
                kept += 1
            }
            start = end
            starts[contact + 1] = UInt32(kept)
        }
        lines.removeLast(lines.count - kept)
    }
}
