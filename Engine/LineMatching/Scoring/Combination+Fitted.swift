/// Fitted by `match-study fit` on the closures that docs/method names: invented traffic of seeds 1 and 2, split tests of
/// three public networks at cuts of 0.4 and 0.5, and the switches known in two public commit histories; and on the same
/// with only the records of the line's contacts, its fifteen heaviest and its five heaviest, each answer by what it would
/// take its view to be.
extension Combinations {
    /// What ships.
    public static let fitted = Combinations(
        network: Pair(clocked: .network, withoutClock: .networkWithoutClock),
        contacts: Pair(clocked: .contacts, withoutClock: .contactsWithoutClock),
        few: Pair(clocked: .few, withoutClock: .fewWithoutClock))
}

extension Combination {
    /// Of a whole network's records.
    static let network = Combination(
        weights: [.contactsFor: 0.249, .nearestRoot: 0.428, .absent: -1.948, .new: 0.673, .known: -3.089],
        calibration: .init(
            bends: [0.987, 6.810], slopes: [0.662, 1.367, 0.037], height: 3.112,
            behind: -0.587,
            nothing: .init(
                base: -0.633, strangers: 0.411,
                quiet: -1.732, new: 1.000, known: -2.168, behind: -0.754)))

    /// The same, where no clock may be used.
    static let networkWithoutClock = Combination(
        weights: [
            .contactsFor: 0.075, .contactsRoot: 0.178, .marginRoot: 0.080, .nearestRoot: 0.403,
            .shared: 1.455, .size: 0.782, .cosine: 0.384, .firstRoot: 0.355, .known: -3.813,
        ],
        calibration: .init(
            bends: [1.541, 5.828], slopes: [0.675, 1.035, 0.190], height: 3.661,
            behind: -0.513,
            nothing: .init(
                base: 1.916, strangers: 0.173,
                quiet: -3.466, new: 0.000, known: -3.558, behind: -0.636)))

    /// Of the records of the line's contacts.
    static let contacts = Combination(
        weights: [
            .contactsRoot: 0.550, .shared: 3.062, .heaviest: 0.836, .absent: -0.602, .new: 0.610,
            .known: -2.771,
        ],
        calibration: .init(
            bends: [4.498, 8.889], slopes: [1.141, 0.589, 0.391], height: 3.236,
            behind: -0.677,
            nothing: .init(
                base: -0.848, strangers: 0.497,
                quiet: -0.980, new: 1.000, known: -0.782, behind: -0.677)))

    /// The same, where no clock may be used.
    static let contactsWithoutClock = Combination(
        weights: [.contactsRoot: 0.752, .shared: 2.607, .heaviest: 0.453, .firstRoot: 0.046, .known: -2.599],
        calibration: .init(
            bends: [1.835, 4.093], slopes: [1.049, 1.000, 0.641], height: 2.944,
            behind: -0.699,
            nothing: .init(
                base: -0.779, strangers: 0.701,
                quiet: -2.733, new: 0.000, known: -0.775, behind: -0.664)))

    /// Of the records of a few of them.
    static let few = Combination(
        weights: [
            .contactsRoot: 0.274, .shared: 3.966, .heaviest: 1.174, .absent: -5.056, .new: 0.378,
            .known: -2.116,
        ],
        calibration: .init(
            bends: [5.557, 10.503], slopes: [1.132, 0.676, 0.091], height: 4.033,
            behind: -0.786,
            nothing: .init(
                base: -0.606, strangers: 1.019,
                quiet: -2.197, new: 0.000, known: -0.606, behind: -0.733)))

    /// The same, where no clock may be used.
    static let fewWithoutClock = Combination(
        weights: [.contactsRoot: 1.421, .shared: 3.590, .heaviest: 0.681, .firstRoot: 0.874, .known: -3.351],
        calibration: .init(
            bends: [1.251, 2.331], slopes: [0.980, 0.905, 0.378], height: 3.468,
            behind: -0.903,
            nothing: .init(
                base: -0.399, strangers: 0.744,
                quiet: -0.949, new: 0.000, known: -0.399, behind: -2.102)))

    /// Of a whole network, with what a stream shows of it.
    static let stream = Combination(
        weights: [.contactsFor: 0.389, .contactsRoot: 0.230, .new: 0.404, .known: -3.446],
        calibration: .init(
            bends: [1.819, 7.197], slopes: [0.804, 1.419, 0.038], height: 3.168,
            behind: -0.509,
            nothing: .init(
                base: -0.575, strangers: 0.421,
                quiet: -1.695, new: 1.000, known: -2.207, behind: -0.752)))
}
