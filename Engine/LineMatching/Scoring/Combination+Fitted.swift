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
        weights: [.contactsFor: 0.260, .nearestRoot: 0.401, .absent: -2.274, .new: 0.693, .known: -3.161],
        calibration: .init(
            bends: [1.036, 6.858], slopes: [0.654, 1.387, 0.037], height: 3.068,
            behind: -0.605,
            nothing: .init(
                base: -0.634, strangers: 0.410,
                quiet: -1.727, new: 1.000, known: -2.160, behind: -0.748)))

    /// The same, where no clock may be used.
    static let networkWithoutClock = Combination(
        weights: [
            .contactsFor: 0.072, .contactsRoot: 0.192, .marginRoot: 0.046, .nearestRoot: 0.388,
            .shared: 1.484, .size: 0.735, .cosine: 0.408, .firstRoot: 0.391, .known: -3.879,
        ],
        calibration: .init(
            bends: [1.691, 5.961], slopes: [0.679, 0.993, 0.211], height: 3.716,
            behind: -0.539,
            nothing: .init(
                base: 1.900, strangers: 0.172,
                quiet: -3.475, new: 0.000, known: -3.567, behind: -0.642)))

    /// Of the records of the line's contacts.
    static let contacts = Combination(
        weights: [
            .contactsRoot: 0.524, .shared: 3.136, .heaviest: 0.855, .absent: -0.923, .new: 0.597,
            .known: -2.784,
        ],
        calibration: .init(
            bends: [4.513, 8.964], slopes: [1.122, 0.571, 0.408], height: 3.254,
            behind: -0.678,
            nothing: .init(
                base: -0.849, strangers: 0.499,
                quiet: -0.972, new: 1.000, known: -0.782, behind: -0.673)))

    /// The same, where no clock may be used.
    static let contactsWithoutClock = Combination(
        weights: [.contactsRoot: 0.571, .shared: 2.547, .heaviest: 0.432, .firstRoot: 0.289, .known: -2.614],
        calibration: .init(
            bends: [1.901, 4.208], slopes: [1.087, 0.930, 0.651], height: 3.010,
            behind: -0.712,
            nothing: .init(
                base: -0.809, strangers: 0.735,
                quiet: -2.805, new: 0.000, known: -0.805, behind: -0.601)))

    /// Of the records of a few of them.
    static let few = Combination(
        weights: [
            .contactsRoot: 0.271, .shared: 3.964, .heaviest: 1.172, .absent: -5.073, .new: 0.376,
            .known: -2.125,
        ],
        calibration: .init(
            bends: [5.550, 10.496], slopes: [1.133, 0.675, 0.093], height: 4.035,
            behind: -0.788,
            nothing: .init(
                base: -0.606, strangers: 1.019,
                quiet: -2.198, new: 0.000, known: -0.606, behind: -0.734)))

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
        weights: [.contactsFor: 0.385, .contactsRoot: 0.233, .new: 0.439, .known: -3.488],
        calibration: .init(
            bends: [1.886, 7.251], slopes: [0.788, 1.432, 0.038], height: 3.129,
            behind: -0.512,
            nothing: .init(
                base: -0.580, strangers: 0.420,
                quiet: -1.684, new: 1.000, known: -2.204, behind: -0.752)))
}
