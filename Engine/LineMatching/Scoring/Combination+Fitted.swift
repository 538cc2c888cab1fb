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
        weights: [.contactsFor: 0.250, .nearestRoot: 0.428, .absent: -2.093, .new: 0.700, .known: -2.996],
        calibration: .init(
            bends: [1.057, 6.877], slopes: [0.658, 1.427, 0.027], height: 2.938,
            behind: -0.400,
            nothing: .init(
                base: -0.909, strangers: 0.363,
                quiet: -1.835, new: 1.000, known: -2.195, behind: -0.400)))

    /// The same, where no clock may be used.
    static let networkWithoutClock = Combination(
        weights: [
            .contactsFor: 0.069, .contactsRoot: 0.197, .marginRoot: 0.065, .nearestRoot: 0.413,
            .shared: 1.737, .size: 0.694, .cosine: 0.366, .firstRoot: 0.301, .known: -2.996,
        ],
        calibration: .init(
            bends: [1.610, 5.896], slopes: [0.772, 0.990, 0.223], height: 3.529,
            behind: -0.400,
            nothing: .init(
                base: 1.433, strangers: 0.180,
                quiet: -3.918, new: 0.000, known: -2.996, behind: -0.400)))

    /// Of the records of the line's contacts.
    static let contacts = Combination(
        weights: [.contactsRoot: 0.682, .shared: 3.077, .heaviest: 0.813, .new: 0.621, .known: -2.447],
        calibration: .init(
            bends: [4.628, 9.081], slopes: [1.235, 0.723, 0.399], height: 2.587,
            behind: -0.400,
            nothing: .init(
                base: -0.858, strangers: 0.540,
                quiet: -1.489, new: 1.000, known: -0.858, behind: -0.400)))

    /// The same, where no clock may be used.
    static let contactsWithoutClock = Combination(
        weights: [.contactsRoot: 0.695, .shared: 2.359, .heaviest: 0.380, .firstRoot: 0.239, .known: -2.618],
        calibration: .init(
            bends: [1.655, 3.934], slopes: [1.024, 1.030, 0.679], height: 2.207,
            behind: -0.400,
            nothing: .init(
                base: -0.885, strangers: 0.810,
                quiet: -3.059, new: 0.000, known: -0.878, behind: -0.400)))

    /// Of the records of a few of them.
    static let few = Combination(
        weights: [
            .contactsRoot: 0.279, .shared: 3.968, .heaviest: 1.175, .absent: -5.053, .new: 0.378,
            .known: -2.105,
        ],
        calibration: .init(
            bends: [5.551, 10.497], slopes: [1.240, 0.712, 0.119], height: 3.602,
            behind: -0.400,
            nothing: .init(
                base: -0.635, strangers: 1.061,
                quiet: -2.365, new: 0.000, known: -0.635, behind: -0.400)))

    /// The same, where no clock may be used.
    static let fewWithoutClock = Combination(
        weights: [.contactsRoot: 1.444, .shared: 3.618, .heaviest: 0.670, .firstRoot: 0.827, .known: -2.996],
        calibration: .init(
            bends: [1.263, 2.305], slopes: [1.074, 0.715, 0.485], height: 2.944,
            behind: -0.400,
            nothing: .init(
                base: -0.590, strangers: 0.910,
                quiet: -1.519, new: 0.000, known: -0.590, behind: -0.400)))

    /// Of a whole network, with what a stream shows of it.
    static let stream = Combination(
        weights: [.contactsFor: 0.390, .contactsRoot: 0.232, .new: 0.509, .known: -2.996],
        calibration: .init(
            bends: [2.058, 7.460], slopes: [0.830, 1.452, 0.032], height: 3.070,
            behind: -0.400,
            nothing: .init(
                base: -0.886, strangers: 0.368,
                quiet: -1.800, new: 1.000, known: -2.222, behind: -0.400)))
}
