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
        weights: [
            .contactsFor: 0.186, .nearestRoot: 0.558, .absent: -3.511, .new: 0.930, .known: -2.996,
            .barelyUsed: 1.058,
        ],
        calibration: .init(
            bends: [1.134, 7.008], slopes: [0.710, 1.075, 0.064], height: 3.302,
            behind: -0.400,
            nothing: .init(
                base: -0.526, strangers: 0.578,
                quiet: -2.963, new: 0.742, known: -2.718, barelyUsed: 0.774, behind: -0.400)))

    /// The same, where no clock may be used.
    static let networkWithoutClock = Combination(
        weights: [
            .contactsRoot: 0.108, .marginRoot: 0.003, .nearestRoot: 0.366, .shared: 1.503, .heaviest: 0.003,
            .size: 0.690, .cosine: 0.862, .firstRoot: 0.380, .known: -2.996, .barelyUsed: 0.688,
        ],
        calibration: .init(
            bends: [1.955, 5.679], slopes: [1.019, 1.018, 0.281], height: 3.508,
            behind: -0.400,
            nothing: .init(
                base: 1.851, strangers: 0.279,
                quiet: -4.227, new: 0.000, known: -2.996, barelyUsed: 0.711, behind: -0.400)))

    /// Of the records of the line's contacts.
    static let contacts = Combination(
        weights: [
            .contactsRoot: 0.541, .shared: 2.921, .heaviest: 0.807, .absent: -1.107, .new: 0.644,
            .known: -2.996, .barelyUsed: 0.864,
        ],
        calibration: .init(
            bends: [4.288, 8.619], slopes: [1.072, 0.779, 0.424], height: 2.519,
            behind: -0.400,
            nothing: .init(
                base: -0.645, strangers: 0.664,
                quiet: -1.924, new: 1.000, known: -1.715, barelyUsed: 0.000, behind: -0.400)))

    /// The same, where no clock may be used.
    static let contactsWithoutClock = Combination(
        weights: [
            .contactsRoot: 0.369, .shared: 2.127, .heaviest: 0.351, .firstRoot: 0.724, .known: -2.996,
            .barelyUsed: 0.162,
        ],
        calibration: .init(
            bends: [1.730, 4.115], slopes: [1.241, 0.925, 0.693], height: 2.320,
            behind: -0.400,
            nothing: .init(
                base: -0.630, strangers: 0.724,
                quiet: -4.784, new: 0.000, known: -1.985, barelyUsed: 1.000, behind: -0.400)))

    /// Of the records of a few of them.
    static let few = Combination(
        weights: [
            .contactsRoot: 0.456, .shared: 2.828, .heaviest: 1.276, .absent: -4.272, .new: 0.276,
            .known: -2.996, .barelyUsed: 0.979,
        ],
        calibration: .init(
            bends: [3.790, 7.800], slopes: [1.288, 0.714, 0.336], height: 3.202,
            behind: -0.400,
            nothing: .init(
                base: -0.555, strangers: 0.937,
                quiet: -2.995, new: 0.000, known: -1.971, barelyUsed: 0.575, behind: -0.400)))

    /// The same, where no clock may be used.
    static let fewWithoutClock = Combination(
        weights: [
            .contactsRoot: 1.115, .shared: 2.781, .heaviest: 0.570, .known: -2.996, .barelyUsed: 1.298,
        ],
        calibration: .init(
            bends: [1.171, 1.965], slopes: [1.384, 0.913, 0.540], height: 3.137,
            behind: -0.400,
            nothing: .init(
                base: -0.393, strangers: 0.619,
                quiet: -3.830, new: 0.000, known: -1.800, barelyUsed: 1.000, behind: -0.392)))

    /// Of a whole network, with what a stream shows of it.
    static let stream = Combination(
        weights: [.contactsFor: 0.295, .contactsRoot: 0.440, .new: 0.522, .known: -2.996],
        calibration: .init(
            bends: [2.332, 7.428], slopes: [0.743, 1.520, 0.029], height: 3.187,
            behind: -0.400,
            nothing: .init(
                base: -0.335, strangers: 0.585,
                quiet: -2.914, new: 0.682, known: -2.862, barelyUsed: 0.766, behind: -0.400)))
}
