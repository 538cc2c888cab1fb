import CallRecords

/// The two best candidates of a watched line by the sum that orders them, each as it was when it was last weighed.
///
/// A third may have overtaken a second that fell back; it counts again when it is next weighed.
struct StreamLead {
    /// Best first; `-∞` where there is none. Shape: [2].
    private(set) var sums = [-Double.infinity, -Double.infinity]
    private(set) var parties: [PartyKey?] = [nil, nil]

    /// Takes a candidate's sum, and gives that of the best other.
    mutating func take(_ sum: Double, of party: PartyKey) -> Double {
        remove(party)
        if sum > sums[0] {
            (sums, parties) = ([sum, sums[0]], [party, parties[0]])
            return sums[1]
        }
        let other = sums[0]
        if sum > sums[1] { (sums[1], parties[1]) = (sum, party) }
        return other
    }

    mutating func remove(_ party: PartyKey) {
        if parties[0] == party {
            (sums[0], parties[0]) = (sums[1], parties[1])
        } else if parties[1] != party {
            return
        }
        (sums[1], parties[1]) = (-.infinity, nil)
    }

    // MARK: Written down

    var words: [UInt64] { zip(sums, parties).flatMap { [$0.bitPattern, $1?.bits ?? .max] } }

    init() {}

    /// - Precondition: ``words``.
    init(words: ArraySlice<UInt64>) {
        let words = Array(words)
        sums = [Double(bitPattern: words[0]), Double(bitPattern: words[2])]
        parties = [words[1], words[3]].map { $0 == .max ? nil : PartyKey(bits: $0) }
    }
}
