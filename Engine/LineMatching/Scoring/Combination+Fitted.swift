extension Combination {
    /// For answers at a time of the asker's choosing. Fitted by `match-study fit` on the closures that docs/method
    /// names: invented traffic of seeds 1 and 2, split tests of three public networks at cuts of 0.4 and 0.5, and the
    /// switches known in two public commit histories.
    public static let fitted = Combination(
        weights: [
            .contactsFor: 0.326, .contactsAgainst: 0.022, .new: 0.444, .known: -3.369,
        ],
        calibration: .init(
            bends: [1.799, 7.204], slopes: [1.004, 1.808, 0.02], height: 2.387, nothing: -2.520))

    /// For answers at a moment that the truth itself chose, so that no clock may be used.
    public static let fittedWithoutClock = Combination(
        weights: [
            .contactsFor: 0.344, .contactsAgainst: 0.001, .contactsRoot: 0.092, .marginFor: -0.554,
            .marginAgainst: -0.035, .marginRoot: 0.632, .shared: 5.059, .purity: -4.437, .heaviest: 0.361,
            .cover: -2.644, .size: -2.434,
        ],
        calibration: .init(
            bends: [-2.373, 1.801], slopes: [0.942, 1.303, 0.159], height: 2.380, nothing: -2.470))
}
