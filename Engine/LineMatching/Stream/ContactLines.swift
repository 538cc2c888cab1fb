/// Which lines have each contact. Most have one, which stands in the contact's own place; only those of several are lists.
struct ContactLines: Sendable {
    /// A contact's only line, or `listed` and the place of the list of its lines. Shape: [contacts].
    private var own: [UInt32]
    private var contacts = 0
    /// Lines of list *l*: `lines[starts[l] ..< starts[l + 1]]`, ascending, each once. Shape: [lists + 1].
    private var starts: [UInt32] = [0]
    private var lines: [UInt32] = []
    /// Until the lists are made: a list's place above 32 bits of a line's, in any order, any number of times.
    private var listings: [UInt64] = []

    private static let listed: UInt32 = 1 << 31

    /// - Parameter most: no more contacts than this are added.
    init(most: Int) { own = LargePages.array(repeating: 0, count: most) }

    var bytes: Int { (own.count + starts.count + lines.count) * 4 }

    /// Says that a line has a contact: one said of before, or the next.
    mutating func add(_ contact: Int, _ line: UInt32) {
        if contact == contacts {
            own[contact] = line
            contacts += 1
            return
        }
        let held = own[contact]
        guard held != line else { return }
        if held & Self.listed == 0 {
            let list = UInt32(starts.count - 1)
            own[contact] = Self.listed | list
            starts.append(0)
            listings.append(UInt64(list) << 32 | UInt64(held))
        }
        listings.append(UInt64(own[contact] & ~Self.listed) << 32 | UInt64(line))
    }

    /// Makes the lists: all is said.
    mutating func finish() {
        own.removeLast(own.count - contacts)
        // Counted and put in their places: to sort so many takes longer than all else that a list needs.
        for listing in listings { starts[Int(listing >> 32) + 1] += 1 }
        for list in 1..<starts.count { starts[list] += starts[list - 1] }
        lines = [UInt32](repeating: 0, count: listings.count)
        var next = starts
        for listing in listings {
            let list = Int(listing >> 32)
            lines[Int(next[list])] = UInt32(truncatingIfNeeded: listing)
            next[list] += 1
        }
        listings = []
        tidy()
    }

    subscript(contact: Int) -> ArraySlice<UInt32> {
        let held = own[contact]
        guard held & Self.listed != 0 else { return own[contact...contact] }
        let list = Int(held & ~Self.listed)
        return lines[Int(starts[list])..<Int(starts[list + 1])]
    }

    /// Each line of a contact. For very many contacts: nothing is held on to.
    @inline(__always)
    func forEach(of contact: Int, _ body: (UInt32) -> Void) {
        let held = own[contact]
        guard held & Self.listed != 0 else { return body(held) }
        let list = Int(held & ~Self.listed)
        for place in Int(starts[list])..<Int(starts[list + 1]) { body(lines[place]) }
    }

    /// Looks at a contact's place, so that it is near when it is needed.
    @inline(__always)
    func look(at contact: Int) -> UInt64 { UInt64(own[contact]) }

    /// Puts each list in order, and leaves out what is said twice.
    private mutating func tidy() {
        var kept = 0
        var start = 0
        for list in 0..<starts.count - 1 {
            let end = Int(starts[list + 1])
            lines[start..<end].sort()
            for place in start..<end where place == start || lines[place] != lines[place - 1] {
                lines[kept] = lines[place]
                kept += 1
            }
            start = end
            starts[list + 1] = UInt32(kept)
        }
        lines.removeLast(lines.count - kept)
    }
}
