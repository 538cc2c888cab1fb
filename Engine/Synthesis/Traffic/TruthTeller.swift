import CallRecords
import Telephony

/// Tells a plan as it is published: parties for places, moments for seconds.
struct TruthTeller {
    let plan: LinePlan
    let changes: NumberChanges
    let directory: Directory
    let settings: TrafficSettings
    let seed: UInt64

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
        guard let phone = directory.phone(episode.phone), let first = phone.handset else { return [] }
        let last = (episode.until ?? settings.people.days * Span.day - 1) / Span.day
        let later = phone.later.flatMap { $0.day <= last ? $0.handset : nil }
        return ([first] + (later.map { [$0] } ?? [])).map { IMEI(body: Directory.body(ofHandset: $0)) }
    }

    /// - Parameter count: which of its line's closures this is, from 1.
    private func told(_ closure: LinePlan.Closure, count: Int) -> TrafficTruth.Closure {
        let episode = plan.episodes[closure.episode]
        let line = plan.lines[episode.line].name
        let known = Set(episode.book.filter { Int($0.since) <= closure.time }.map(\.person))
        return TrafficTruth.Closure(
            key: "\(line)-\(count)", line: line, old: directory.party(episode.phone),
            at: instant(closure.time), means: closure.means, outcome: closure.outcome,
            successors: closure.successors.map { told($0, known: known) },
            rivals: closure.rivals.compactMap { told($0, known: known) })
    }

    /// Nil where a rival was closed in its turn before it could advertise.
    private func told(_ rival: LinePlan.Rival, known: Set<UInt32>) -> TrafficTruth.Rival? {
        let episode = plan.episodes[rival.episode]
        var trade = TradeDay(
            settings.trade, changes, episode, place: rival.episode, day: rival.time / Span.day, seed: seed)
        trade.run()
        guard let advert = trade.adverts.first(where: { $0.time == rival.time }) else { return nil }
        return TrafficTruth.Rival(
            party: directory.party(episode.phone), at: instant(rival.time),
            reached: advert.people.count { known.contains($0) }, isNewNumber: rival.isNewNumber)
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
