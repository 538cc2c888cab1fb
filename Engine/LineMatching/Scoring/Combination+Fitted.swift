extension Combination {
    /// For answers at a time of the asker's choosing. Fitted by `match-study fit` on the closures that docs/method
    /// names: invented traffic of seeds 1 and 2, split tests of three public networks at cuts of 0.4 and 0.5, and the
    /// switches known in two public commit histories.
    public static let fitted = Combination(
        weights: [
            .contactsFor: 0.332, .contactsRoot: 0.238, .absent: -2.158, .new: 0.550, .known: -3.424,
        ],
        calibration: .init(
            bends: [1.690, 6.817], slopes: [0.718, 1.394, 0.020], height: 3.228, behind: -0.701,
            nothing: .init(base: 0.344, strangers: 0.648, quiet: -3.190, behind: -0.763)))

    /// For answers at a moment that the truth itself chose, so that no clock may be used.
    public static let fittedWithoutClock = Combination(
        weights: [
            .contactsFor: 0.327, .contactsRoot: 0.063, .marginFor: -0.319, .marginRoot: 0.516,
            .shared: 3.718, .purity: -3.899, .heaviest: 0.178, .cover: 0.178, .size: -1.122,
            .likeness: -2.091, .firstRoot: 0.390, .firstShare: 0.726, .known: -3.644,
        ],
        calibration: .init(
            bends: [-1.104, 3.398], slopes: [0.674, 1.030, 0.160], height: 3.631, behind: -0.565,
            nothing: .init(base: 1.242, strangers: 0.164, quiet: -3.090, behind: -0.889)))
}
