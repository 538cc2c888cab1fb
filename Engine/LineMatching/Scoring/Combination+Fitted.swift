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
        weights: [.contactsFor: 0.116, .nearestRoot: 0.518, .absent: -2.393, .new: 0.644, .known: -3.489],
        calibration: .init(
            bends: [0.498, 5.485], slopes: [0.574, 1.487, 0.020], height: 2.962,
            behind: -0.722,
            nothing: .init(
                base: -0.636, strangers: 0.391,
                quiet: -1.738, new: 1.000, known: -2.143, behind: -0.853)))

    /// The same, where no clock may be used.
    static let networkWithoutClock = Combination(
        weights: [
            .contactsRoot: 0.251, .nearestRoot: 0.483, .shared: 1.471, .size: 0.939, .cosine: 0.407,
            .firstRoot: 0.411, .known: -4.119,
        ],
        calibration: .init(
            bends: [1.846, 6.253], slopes: [0.675, 1.066, 0.180], height: 3.623,
            behind: -0.569,
            nothing: .init(
                base: 1.802, strangers: 0.163,
                quiet: -1.654, new: 0.000, known: -3.549, behind: -0.696)))

    /// Of the records of the line's contacts.
    static let contacts = Combination(
        weights: [
            .contactsRoot: 0.447, .shared: 3.207, .heaviest: 0.889, .absent: -0.420, .new: 0.841,
            .known: -2.251,
        ],
        calibration: .init(
            bends: [5.300, 9.677], slopes: [1.114, 0.603, 0.321], height: 3.202,
            behind: -0.670,
            nothing: .init(
                base: -0.708, strangers: 0.519,
                quiet: -0.889, new: 1.000, known: -0.629, behind: -0.665)))

    /// The same, where no clock may be used.
    static let contactsWithoutClock = Combination(
        weights: [.contactsRoot: 0.516, .shared: 2.548, .heaviest: 0.486, .firstRoot: 0.293, .known: -2.609],
        calibration: .init(
            bends: [1.958, 4.323], slopes: [1.089, 0.921, 0.619], height: 3.104,
            behind: -0.720,
            nothing: .init(
                base: -0.830, strangers: 0.680,
                quiet: -0.744, new: 0.000, known: -0.825, behind: -0.545)))

    /// Of the records of a few of them.
    static let few = Combination(
        weights: [.shared: 4.860, .new: 0.781, .known: -0.831],
        calibration: .init(
            bends: [6.782, 10.487], slopes: [1.179, 1.059, 0.020], height: 3.685,
            behind: -0.616,
            nothing: .init(
                base: -0.570, strangers: 0.934,
                quiet: -2.168, new: 0.000, known: -0.570, behind: -0.652)))

    /// The same, where no clock may be used.
    static let fewWithoutClock = Combination(
        weights: [.contactsRoot: 1.598, .shared: 4.074, .heaviest: 0.769, .firstRoot: 0.939, .known: -3.569],
        calibration: .init(
            bends: [1.442, 2.626], slopes: [0.769, 0.824, 0.712], height: 3.250,
            behind: -0.704,
            nothing: .init(
                base: -0.390, strangers: 0.570,
                quiet: -0.369, new: 0.000, known: -0.390, behind: -1.190)))

    /// Of a whole network, with what a stream shows of it.
    static let stream = Combination(
        weights: [.contactsFor: 0.356, .contactsRoot: 0.235, .new: 0.503, .known: -3.509],
        calibration: .init(
            bends: [1.976, 7.087], slopes: [0.772, 1.414, 0.020], height: 3.136,
            behind: -0.570,
            nothing: .init(
                base: -0.601, strangers: 0.403,
                quiet: -1.678, new: 1.000, known: -2.185, behind: -0.801)))
}
