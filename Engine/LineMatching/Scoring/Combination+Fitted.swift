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
        weights: [.contactsFor: 0.327, .contactsRoot: 0.247, .absent: -2.040, .new: 0.565, .known: -3.373],
        calibration: .init(
            bends: [1.759, 6.844], slopes: [0.718, 1.395, 0.020], height: 3.235,
            behind: -0.692,
            nothing: .init(
                base: 0.332, strangers: 0.645,
                quiet: -3.192, behind: -0.766)))

    /// The same, where no clock may be used.
    static let networkWithoutClock = Combination(
        weights: [
            .contactsFor: 0.329, .contactsRoot: 0.063, .marginFor: -0.319, .marginRoot: 0.518, .shared: 3.699,
            .purity: -3.962, .heaviest: 0.186, .cover: 0.152, .size: -1.096, .likeness: -2.075,
            .firstRoot: 0.382, .firstShare: 0.808, .known: -3.599,
        ],
        calibration: .init(
            bends: [-1.062, 3.446], slopes: [0.677, 1.032, 0.156], height: 3.639,
            behind: -0.566,
            nothing: .init(
                base: 1.230, strangers: 0.164,
                quiet: -3.101, behind: -0.889)))

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
                base: -1.115, strangers: 0.751,
                quiet: -3.674, behind: -0.355)))

    /// The same, where no clock may be used.
    static let contactsWithoutClock = Combination(
        weights: [.contactsRoot: 0.516, .shared: 2.548, .heaviest: 0.486, .firstRoot: 0.293, .known: -2.609],
        calibration: .init(
            bends: [1.958, 4.323], slopes: [1.089, 0.921, 0.619], height: 3.104,
            behind: -0.720,
            nothing: .init(
                base: -1.085, strangers: 0.862,
                quiet: -2.757, behind: -0.627)))

    /// Of the records of a few of them.
    static let few = Combination(
        weights: [.contactsRoot: 0, .shared: 4.860, .heaviest: 0, .absent: 0, .new: 0.781, .known: -0.831],
        calibration: .init(
            bends: [6.782, 10.487], slopes: [1.179, 1.059, 0.020], height: 3.685,
            behind: -0.616,
            nothing: .init(
                base: -0.691, strangers: 1.090,
                quiet: -3.970, behind: -0.626)))

    /// The same, where no clock may be used.
    static let fewWithoutClock = Combination(
        weights: [.contactsRoot: 1.598, .shared: 4.074, .heaviest: 0.769, .firstRoot: 0.939, .known: -3.569],
        calibration: .init(
            bends: [1.442, 2.626], slopes: [0.769, 0.824, 0.712], height: 3.250,
            behind: -0.704,
            nothing: .init(
                base: -0.389, strangers: 0.578,
                quiet: -1.053, behind: -1.851)))
}
