import CallRecords
import Telephony

/// Tells a plan as it is published: parties for places, moments for seconds.
struct TruthTeller {
    let plan: LinePlan
    let changes: NumberChanges
    let directory: Directory
    let settings: TrafficSettings

    var truth: TrafficTruth {
        var counts: [Int: Int] = [:]
        let closures = plan.closures.map { closure in
            let line = plan.episodes[closure.episode].line
            counts[line, default: 0] += 1
            return told(closure, count: counts[line, default: 1])
        }
        let moved = changes.all.map {
            TrafficTruth.Moved(
                old: directory.party($0.person), new: directory.party($0.phone), at: instant(Int($0.time)),
                isUser: $0.isUser)
        }
        return TrafficTruth(numbers: plan.episodes.map(told), closures: closures, moved: moved)
    }

    private func instant(_ seconds: Int) -> Instant {
        Instant(seconds: settings.startSeconds + Int64(seconds))
    }

    private func told(_ episode: LinePlan.Episode) -> TrafficTruth.Number {
        let line = plan.lines[episode.line]
        return TrafficTruth.Number(
            line: line.name, party: directory.party(episode.phone),
            from: episode.from == 0 ? nil : instant(episode.from), until: episode.until.map(instant),
            handsets: handsets(of: episode),
            sim: "00101\(String(10_000_000_000 + UInt64(episode.phone)).dropFirst())", isRival: line.isRival,
            list: episode.book.count, runners: episode.runners.map(directory.party))
    }

    private func handsets(of episode: LinePlan.Episode) -> [IMEI] {
        let last = (episode.until ?? settings.people.days * Span.day) / Span.day
        return [episode.from / Span.day, last].compactMap {
            directory.handset(of: episode.phone, day: $0)
        }.reduce(into: []) { handsets, place in
            let handset = IMEI(body: Directory.body(ofHandset: place))
            if handsets.last != handset { handsets.append(handset) }
        }
    }

    /// - Parameter count: which of its line's closures this is, from 1.
    private func told(_ closure: LinePlan.Closure, count: Int) -> TrafficTruth.Closure {
        let episode = plan.episodes[closure.episode]
        let line = plan.lines[episode.line].name
        let known = Set(episode.book.map(\.person))
        return TrafficTruth.Closure(
            key: "\(line)-\(count)", line: line, old: directory.party(episode.phone),
            at: instant(closure.time), means: closure.means, outcome: closure.outcome,
            successors: closure.successors.map { told($0, known: known) },
            // A rival closed in its turn before it could advertise is none.
            rivals: closure.rivals.filter { plan.episodes[$0.episode].until ?? .max > $0.time }.map {
                TrafficTruth.Rival(
                    party: directory.party(plan.episodes[$0.episode].phone), at: instant($0.time),
                    reached: $0.reached, isNewNumber: $0.isNewNumber)
            })
    }

    private func told(_ successor: LinePlan.Successor, known: Set<UInt32>) -> TrafficTruth.Successor {
        let new = plan.episodes[successor.episode]
        let followers = new.book.filter { known.contains($0.person) }.map {
            directory.party(changes.phone(of: $0.person, at: $0.since))
        }
        return TrafficTruth.Successor(
            party: directory.party(new.phone), from: instant(new.from), taken: successor.taken,
            keepsHandset: successor.keepsHandset, keepsBookOrder: successor.keepsOrder,
            keepsAddress: successor.keepsCells, announces: new.announces,
            wasTriedBefore: successor.wasTriedBefore, followers: followers)
    }
}
