extension Combination {
    /// For answers at a time of the asker's choosing. Fitted by `match-study fit` on the closures that docs/method
    /// names: invented traffic of seeds 1 and 2, split tests of three public networks at cuts of 0.4 and 0.5, and the
    /// switches known in two public commit histories.
    public static let fitted = Combination(
        weights: [
            .contactsFor: 0.332, .contactsRoot: 0.238, .absent: -2.158, .new: 0.550, .known: -3.424,
        ],
        calibration: .init(
            bends: [1.690, 6.817], slopes: [0.797, 1.579, 0.020], height: 2.678, nothing: -2.520))

    /// For answers at a moment that the truth itself chose, so that no clock may be used.
    public static let fittedWithoutClock = Combination(
        weights: [
            .contactsFor: 0.304, .contactsRoot: 0.216, .marginFor: -0.293, .marginRoot: 0.405,
            .shared: 6.023, .purity: -4.927, .heaviest: 0.247, .cover: -1.629, .size: -2.471,
            .likeness: 1.564,
        ],
        calibration: .init(
            bends: [-1.309, 2.726], slopes: [0.926, 1.228, 0.260], height: 2.422, nothing: -2.470))
}
