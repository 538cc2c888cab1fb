import CallRecords
import Foundation
import Telephony

@testable import LineMatching

/// A measurement made up for the tests of what is made of one, so that no scorer shows in them.
enum MeasuredClosures {
    static func outcome(
        _ index: Int, ratio: Double?, alike: [Double] = [], strangers: Int = 0, rank: Double? = nil,
        at point: EvaluationPoint = .seconds(86_400), hasSuccessor: Bool = true
    ) throws -> Evaluation.Outcome {
        let known = KnownClosure(
            old: try World.party("old-\(index)"), new: hasSuccessor ? try World.party("new-\(index)") : nil,
            closedAt: World.closedAt)
        return Evaluation.Outcome(
            index: index, known: known, point: point,
            rank: rank ?? ratio.map { ratio in Double(1 + alike.count { $0 > ratio }) }, score: ratio,
            best: ([ratio].compactMap(\.self) + alike).max(), saidNone: nil, ratio: ratio, lookAlikes: alike,
            strangers: strangers > 0 ? [(-1, strangers)] : [], view: nil, refusal: nil)
    }

    /// Ratios spread like chance and the same for the same seed: true ones greater by `apart` in the mean.
    static func many(
        _ count: Int, apart: Double, seed: UInt64 = 1, alike: Int = 6,
        points: [EvaluationPoint] = [.seconds(86_400)]
    ) throws -> Evaluation {
        var state = seed
        func chance() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 40) / Double(1 << 24) * 4 - 2
        }
        var outcomes: [Evaluation.Outcome] = []
        for point in points {
            for index in 0..<count {
                // Rounded, so that pairs tie.
                let others = (0..<alike).map { _ in (chance() * 10).rounded() / 10 }
                outcomes.append(
                    try outcome(
                        index, ratio: min(((chance() + apart) * 10).rounded() / 10, 3), alike: others,
                        strangers: 1_000,
                        at: point))
            }
            for index in count..<(count + count / 2) {
                outcomes.append(
                    try outcome(index, ratio: nil, alike: [chance()], at: point, hasSuccessor: false))
            }
        }
        return Evaluation(points: points, outcomes: outcomes)
    }
}
