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
        weights: [.contactsFor: 0.191, .nearestRoot: 0.552, .absent: -3.340, .new: 0.761, .known: -2.878],
        calibration: .init(
            bends: [0.823, 6.674], slopes: [0.675, 1.355, 0.026], height: 3.217,
            behind: -0.400,
            nothing: .init(
                base: -0.438, strangers: 0.570,
                quiet: -1.972, new: 0.700, known: -2.726, behind: -0.400)))

    /// The same, where no clock may be used.
    static let networkWithoutClock = Combination(
        weights: [
            .contactsRoot: 0.183, .nearestRoot: 0.374, .shared: 1.493, .size: 0.283, .cosine: 0.839,
            .firstRoot: 0.462, .known: -2.996,
        ],
        calibration: .init(
            bends: [1.522, 5.480], slopes: [0.807, 0.997, 0.256], height: 3.563,
            behind: -0.400,
            nothing: .init(
                base: 1.897, strangers: 0.268,
                quiet: -3.942, new: 0.000, known: -2.996, behind: -0.400)))

    /// Of the records of the line's contacts.
    static let contacts = Combination(
        weights: [
            .contactsRoot: 0.544, .shared: 2.910, .heaviest: 0.812, .absent: -1.136, .new: 0.584,
            .known: -2.996,
        ],
        calibration: .init(
            bends: [4.111, 8.498], slopes: [1.035, 0.779, 0.421], height: 2.484,
            behind: -0.400,
            nothing: .init(
                base: -0.644, strangers: 0.662,
                quiet: -1.922, new: 1.000, known: -1.713, behind: -0.400)))

    /// The same, where no clock may be used.
    static let contactsWithoutClock = Combination(
        weights: [.contactsRoot: 0.367, .shared: 2.120, .heaviest: 0.353, .firstRoot: 0.728, .known: -2.996],
        calibration: .init(
            bends: [1.724, 4.105], slopes: [1.209, 0.926, 0.694], height: 2.315,
            behind: -0.400,
            nothing: .init(
                base: -0.629, strangers: 0.722,
                quiet: -4.713, new: 0.000, known: -1.984, behind: -0.400)))

    /// Of the records of a few of them.
    static let few = Combination(
        weights: [
            .contactsRoot: 0.435, .shared: 2.737, .heaviest: 1.353, .absent: -4.172, .new: 0.123,
            .known: -2.996,
        ],
        calibration: .init(
            bends: [3.349, 7.600], slopes: [1.208, 0.747, 0.291], height: 3.088,
            behind: -0.400,
            nothing: .init(
                base: -0.552, strangers: 0.933,
                quiet: -2.531, new: 0.000, known: -1.963, behind: -0.400)))

    /// The same, where no clock may be used.
    static let fewWithoutClock = Combination(
        weights: [.contactsRoot: 1.113, .shared: 2.860, .heaviest: 0.578, .known: -2.144],
        calibration: .init(
            bends: [1.124, 2.009], slopes: [1.259, 0.768, 0.529], height: 3.184,
            behind: -0.400,
            nothing: .init(
                base: -0.385, strangers: 0.607,
                quiet: -3.336, new: 0.000, known: -1.767, behind: -0.400)))

    /// Of a whole network, with what a stream shows of it.
    static let stream = Combination(
        weights: [.contactsFor: 0.295, .contactsRoot: 0.440, .new: 0.522, .known: -2.996],
        calibration: .init(
            bends: [2.332, 7.428], slopes: [0.743, 1.520, 0.029], height: 3.187,
            behind: -0.400,
            nothing: .init(
                base: -0.290, strangers: 0.579,
                quiet: -1.918, new: 0.660, known: -2.845, behind: -0.400)))
}
