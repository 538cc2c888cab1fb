import Foundation
import Testing

@testable import LineMatching

/// What may be learned of closures whose outcome is known, and what may not.
struct CombinationFitTests {
    private static let clocked: [Measure] = [.contactsFor, .nearestRoot, .new, .known]

    /// A number that shares contacts.
    private func sharing(_ isTrue: Bool, _ measures: [Measure: Double]) -> Example {
        Example(isTrue: isTrue, isHard: true, count: 1, measures: measures)
    }

    /// Numbers that share none: quiet ones where they met nobody.
    private func strangers(
        _ isTrue: Bool, met: Int = 1, isNew: Bool = false, rarity: Double = 3, count: Int = 1
    ) -> Example {
        var measures: [Measure: Double] = [
            .nothing: 1, .new: isNew ? rarity : 0, .known: isNew ? 0 : 1,
        ]
        if met > 0 { measures[.strangers] = -Double(met) }
        return Example(isTrue: isTrue, isHard: false, count: count, measures: measures)
    }

    /// Twenty closures whose successor shares more than two others do; some more rows for each.
    private func network(and more: (Int) -> [Example] = { _ in [] }) -> [CombinationFit.Question] {
        (0..<20).map { place in
            let far = Double(place % 5)
            return [
                sharing(true, [.contactsFor: 6 + far, .nearestRoot: 1, .new: 3]),
                sharing(false, [.contactsFor: 2 + far, .nearestRoot: 1.5, .known: 1]),
                sharing(false, [.contactsFor: 1, .nearestRoot: 2, .new: 3]),
            ] + more(place)
        }
    }

    private func fit(_ networks: [[CombinationFit.Question]], _ measures: [Measure] = clocked) -> Combination
    {
        var fit = CombinationFit(measures)
        for network in networks { fit.add(network) }
        return fit.combination(ridge: 0.01)
    }

    @Test(
        "The network that is served worst is served better the more rounds it gains say in, and the others are still heard"
    )
    func worstServed() throws {
        let common = network()
        // Here the number that shares most is as often wrong.
        let odd = (0..<20).map { place in
            let (most, less) = (
                sharing(place % 2 == 0, [.contactsFor: 8]), sharing(place % 2 == 1, [.contactsFor: 3])
            )
            return [most, less]
        }
        var fit = CombinationFit(Self.clocked)
        for network in [common, common, common, common, odd] { fit.add(network) }
        func excess(of network: [CombinationFit.Question], rounds: Int) throws -> Double {
            let combination = fit.combination(ridge: 0.01, rounds: rounds)
            let rows = network.flatMap { question in
                let lead = Lead(question.map { combination.sum($0.measures) })
                return question.map { row in
                    (
                        isTrue: row.isTrue,
                        ratio: combination.ratio(
                            row.measures, other: lead.other(than: combination.sum(row.measures))) / log(10)
                    )
                }
            }
            let calibration = Calibration(
                targets: rows.filter(\.isTrue).map(\.ratio),
                others: rows.filter { !$0.isTrue }.map { ($0.ratio, 1) })
            return try #require(calibration.cost) - #require(calibration.leastCost)
        }
        let (alike, few, many) = try (
            excess(of: odd, rounds: 0), excess(of: odd, rounds: 2), excess(of: odd, rounds: 8)
        )
        #expect(few < alike)
        #expect(many < few)
        #expect(try excess(of: common, rounds: 8) < many)
    }

    @Test("A network of more say moves the weights its own way, and one of next to none does not")
    func moreSay() throws {
        // Here the true ones share more; there they are nearer.
        func network(told measure: Measure, besides other: Measure) -> [CombinationFit.Question] {
            (0..<20).map { place in
                let (noise, more, less) = (Double(place % 2), Double(3 + place % 3), Double(1 + place % 4))
                return [
                    sharing(true, [measure: more, other: noise]),
                    sharing(false, [measure: less, other: noise]),
                ]
            }
        }
        let (here, there) = (
            network(told: .contactsFor, besides: .nearestRoot),
            network(told: .nearestRoot, besides: .contactsFor)
        )
        func weight(say: Double) -> Double {
            var fit = CombinationFit([.contactsFor, .nearestRoot])
            fit.add(here)
            fit.add(there, say: say)
            return fit.combination(ridge: 0.1).weights[.nearestRoot] ?? 0
        }
        #expect(weight(say: 3) > weight(say: 1) * 1.2)
        #expect(weight(say: 1) > weight(say: 1e-6) + 0.1)
        #expect(weight(say: 1e-6) < 0.05)
    }

    @Test("A measure whose closures would have it speak against its name is left out")
    func speaksAsNamed() {
        let weights = fit([network()]).weights
        #expect(weights[.nearestRoot] == nil)
        #expect(weights[.contactsFor] ?? 0 > 0)
        #expect(weights[.known] ?? 0 < 0)
    }

    @Test("Networks in which no successor can have been quiet do not teach what a quiet number is worth")
    func quiet() {
        let some = network { place in
            place < 4
                ? [strangers(true, met: 0), strangers(false, met: 0, count: 50)]
                : [strangers(false, met: 0, count: 50)]
        }
        let none = network { _ in [strangers(false, met: 0, count: 50)] }
        let one = network { place in [strangers(place == 0, met: 0), strangers(false, met: 0, count: 50)] }
        let alone = fit([some]).calibration.nothing.quiet
        #expect(alone < 0)
        #expect(abs(fit([some, none]).calibration.nothing.quiet - alone) < 0.1)
        #expect(fit([some, one]).calibration.nothing.quiet < alone - 0.2)
        // After so many events of the successor it has acted, and a quiet number is none.
        let unclocked: [Measure] = [.contactsFor, .shared, .known]
        let (first, both) = (fit([some], unclocked), fit([some, none], unclocked))
        #expect(both.calibration.nothing.quiet < first.calibration.nothing.quiet - 0.2)
    }

    @Test(
        "A new number that shares nothing is worth no more than new numbers are rare, and nothing without a clock"
    )
    func new() {
        let some = network { place in
            [strangers(true, isNew: true), strangers(false, count: 400)]
                + (place == 0 ? [strangers(false, isNew: true)] : [])
        }
        let nothing = fit([some]).calibration.nothing
        #expect(nothing.new == 1)
        #expect(nothing.known < 0)
        #expect(fit([some], [.contactsFor, .shared, .known]).calibration.nothing.new == 0)
    }

    @Test("A number that shares contacts, too, is worth no more for being new than new numbers are rare")
    func newSharing() {
        // The new number is nearly always right, so that the line would stand upright.
        let rows = (0..<40).map { place in
            let shares = 2 + Double(place % 4)
            return [
                sharing(place != 7, [.contactsFor: shares, .nearestRoot: shares, .new: 0.4]),
                sharing(false, [.contactsFor: shares, .nearestRoot: shares, .known: 1]),
            ]
        }
        let combination = fit([rows])
        let weight = combination.weights[.new] ?? 0
        let steepest = combination.calibration.slopes.max() ?? 0
        #expect(weight > 0)
        #expect(weight * steepest <= 1 + 1e-9)
        #expect(weight * steepest > 0.9, "held back by the bound")
    }

    /// A quiet number that was known before, and so rarely used.
    private func known(_ isTrue: Bool, rarity: Double, count: Int = 1) -> Example {
        Example(
            isTrue: isTrue, isHard: false, count: count,
            measures: [.nothing: 1, .known: 1, .barelyUsed: rarity])
    }

    @Test(
        "That hardly used numbers become lines' is learned where some did, and not unlearned where none was known before"
    )
    func barelyUsed() {
        let measures = Self.clocked + [.barelyUsed]
        let others = [known(false, rarity: 0.1, count: 90), known(false, rarity: 3, count: 10)]
        let some = network { place in others + (place < 4 ? [known(true, rarity: 3)] : []) }
        let none = network { _ in others + [strangers(false, count: 50)] }
        let alone = fit([some], measures).calibration.nothing.barelyUsed
        #expect(alone > 0.4)
        #expect(alone <= 1)
        #expect(abs(fit([some, none, none], measures).calibration.nothing.barelyUsed - alone) < 0.1)
        // Where those who became lines' had been used as much as anybody, it says nothing.
        let used = network { place in others + (place < 4 ? [known(true, rarity: 0.1)] : []) }
        #expect(fit([used], measures).calibration.nothing.barelyUsed < 0.05)
        #expect(fit([none], measures).calibration.nothing.barelyUsed == 0)
    }

    @Test(
        "Among numbers that share contacts, too, only closures with a known successor teach what little use is worth"
    )
    func barelyUsedSharing() {
        let measures = Self.clocked + [.barelyUsed]
        func network(successorWasKnown: Bool) -> [CombinationFit.Question] {
            (0..<20).map { place in
                let far = Double(place % 5)
                let before: [Measure: Double] = successorWasKnown ? [.known: 1, .barelyUsed: 3] : [.new: 3]
                return [
                    sharing(true, [.contactsFor: 6 + far].merging(before) { $1 }),
                    sharing(
                        false, [.contactsFor: 5 + far, .known: 1, .barelyUsed: successorWasKnown ? 0.1 : 3]),
                ]
            }
        }
        #expect(fit([network(successorWasKnown: true)], measures).weights[.barelyUsed] ?? 0 > 0)
        #expect(fit([network(successorWasKnown: false)], measures).weights[.barelyUsed] == nil)
    }
}
