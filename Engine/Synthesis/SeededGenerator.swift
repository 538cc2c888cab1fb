/// A random source that gives the same numbers for the same seed on every machine.
///
/// Source: SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Evenly from 0 up to, not including, 1.
    mutating func fraction() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

    /// Evenly from 0 up to, not including, `bound`.
    mutating func below(_ bound: Int) -> Int { bound <= 1 ? 0 : Int(next() % UInt64(bound)) }

    mutating func happens(_ probability: Double) -> Bool { fraction() < probability }

    /// How many events of a steady rate fall in one unit of time (Knuth's product method; for rates below 50).
    mutating func poisson(_ rate: Double) -> Int {
        let limit = PortableMath.exp(-rate)
        var product = fraction()
        var count = 0
        while product > limit {
            product *= fraction()
            count += 1
        }
        return count
    }

    /// The same for any rate: above 50 by the normal distribution that a Poisson variable is close to.
    mutating func count(ofRate rate: Double) -> Int {
        guard rate > 50 else { return rate > 0 ? poisson(rate) : 0 }
        let place = PortableMath.normalQuantile((fraction() * 4_194_304 + 0.5) / 4_194_305)
        return max(0, Int((rate + rate.squareRoot() * place).rounded()))
    }

    /// Evenly from 0 up to, not including, `bound`, with one multiplication. For bounds below 2^32.
    @inline(__always)
    mutating func quick(_ bound: UInt32) -> UInt32 {
        UInt32(truncatingIfNeeded: ((next() >> 32) &* UInt64(bound)) >> 32)
    }

    /// A generator of its own for one part of a world: the same seed and place give the same numbers, whatever else
    /// was drawn before.
    init(seed: UInt64, _ place: UInt64...) {
        self.init(
            seed: place.reduce(Mixing.mix(seed)) { Mixing.mix($0 &+ 0x9E37_79B9_7F4A_7C15 &* ($1 &+ 1)) })
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var copy = elements
        for last in stride(from: copy.count - 1, to: 0, by: -1) { copy.swapAt(last, below(last + 1)) }
        return copy
    }
}

/// Turns a number into one that looks like chance, the same on every machine.
enum Mixing {
    /// Source: the finaliser of SplitMix64 (Steele, Lea and Flood, 2014). One to one.
    @inline(__always)
    static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    @inline(__always)
    static func mix(_ first: UInt64, _ second: UInt64) -> UInt64 {
        mix(mix(first &+ 0x9E37_79B9_7F4A_7C15) ^ second)
    }

    /// Deals the places 0 ..< 2^`bits` anew: odd multiplications and folds are one to one.
    ///
    /// - Precondition: `bits` in 4...40, `place` below 2^`bits`.
    @inline(__always)
    static func permuted(_ place: UInt64, bits: UInt64, _ salt: UInt64) -> UInt64 {
        let mask: UInt64 = (1 << bits) - 1
        var value = (place &+ salt) & mask
        value = (value &* 0x5_9D2_F1D5) & mask
        value ^= value >> (bits / 2)
        value = (value &* 0x3_C6E_F373) & mask
        value ^= value >> (bits / 2 + 1)
        return value
    }
}
