import CallRecords
import Foundation
import Telephony

/// The cells in which a candidate is seen since the closure, held against those of the closed line before it.
///
/// t(x) = ½ Σ_c a_x(c) · ln[ (1 - v) p(c) / b(c) + v ] + ½ Σ_c,k a_x(c, k) · ln[ (1 - v) p(c | k) / b(c) + v ]
///
/// LR = w · exp( (1 + 0.3 ln h) · t ) + 1 - w
///
/// a_x, p: the shares of attention that cells have, of the candidate and of the line; k: a quarter of the day; v: hours spent
/// in strange cells; h: hours in which the candidate was seen; w: successors that work where the line did. b(c) is the
/// greatest of the cell's popularity with everybody, with the other candidates, who live about the line too, and with
/// the candidate itself before the closure: whoever only stayed at home is explained by that. Where other candidates are
/// few, everybody's habits are mixed into theirs.
///
/// An average, not a sum: a phone that lies in one place makes many rows and says one thing.
struct PlaceEvidence {
    let figures: AttributeSettings.Place
    let line: PlaceHabit
    /// Of each candidate that is seen in any cell since the closure.
    private let habits: [PartyIndex: PlaceHabit]
    /// The sum of the candidates' shares, by cell.
    private let crowd: [UInt32: Double]
    private let surroundings: Surroundings
    private let moment: Int64

    /// Nil where no record says where the line was.
    init?(
        of closed: PartyIndex, before end: Int64, _ figures: AttributeSettings.Place,
        candidates: [PartyIndex], _ background: inout Background
    ) {
        let network = background.network
        self.figures = figures
        moment = background.moment
        line = PlaceHabit(
            of: closed, network, from: background.moment(daysBefore: figures.days), before: moment)
        guard line.hours > 0 else { return nil }
        surroundings = background.surroundings()
        var habits: [PartyIndex: PlaceHabit] = [:]
        var crowd: [UInt32: Double] = [:]
        for candidate in candidates {
            let habit = PlaceHabit(of: candidate, network, from: moment, before: end)
            guard habit.hours > 0 else { continue }
            habits[candidate] = habit
            for cell in habit.cells { crowd[cell.cell, default: 0] += cell.share }
        }
        (self.habits, self.crowd) = (habits, crowd)
    }

    /// A natural logarithm, and the cells; nil where no record says where the candidate was.
    func weigh(
        _ candidate: PartyIndex, _ background: borrowing Background
    ) -> (worth: Double, cells: [SharedCell])? {
        guard let habit = habits[candidate] else { return nil }
        let itself = PlaceHabit(
            of: candidate, background.network, from: background.moment(daysBefore: figures.days),
            before: moment)
        var alternatives: [UInt32: Double] = [:]
        for cell in habit.cells {
            let popularity = surroundings.popularity(ofCell: cell.cell)
            let others =
                ((crowd[cell.cell] ?? 0) - cell.share + figures.crowdSmoothing * popularity)
                / (Double(habits.count - 1) + figures.crowdSmoothing)
            alternatives[cell.cell] = max(popularity, others, itself.share(of: cell.cell))
        }
        func term(_ share: Double, _ cell: UInt32) -> Double {
            let strange = figures.strangeShare
            return log((1 - strange) * share / (alternatives[cell] ?? 1) + strange)
        }
        let byCell = habit.cells.reduce(0) { $0 + $1.share * term(line.share(of: $1.cell), $1.cell) }
        let byHour = habit.quarters.reduce(0) {
            $0 + $1.share * term(line.share(of: $1.cell, inQuarter: $1.quarter), $1.cell)
        }
        let times = 1 + figures.repeatWeight * log(Double(habit.hours))
        let worth = log(figures.kept * exp(times * (byCell + byHour) / 2) + 1 - figures.kept)
        // No more than the size of the background supports (facts 5.8).
        let cap = min(figures.cap * log(10), log(Double(max(2, surroundings.partiesWithCell))))
        return (min(max(worth, -cap), cap), shown(habit, background.network))
    }

    /// The line's cells first, the candidate's hours deciding among the rest.
    private func shown(_ habit: PlaceHabit, _ network: CallNetwork) -> [SharedCell] {
        habit.cells.map {
            SharedCell(
                network.events.cells[$0.cell], hoursOfClosed: line.hours(in: $0.cell),
                hoursOfCandidate: $0.hours,
                parties: surroundings.parties[Int($0.cell)])
        }.sorted {
            ($1.hoursOfClosed, $1.hoursOfCandidate, $0.cell.description)
                < ($0.hoursOfClosed, $0.hoursOfCandidate, $1.cell.description)
        }
    }
}
