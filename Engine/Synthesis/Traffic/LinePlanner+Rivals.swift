extension LinePlanner {
    /// Others who advertise to a closed number's people.
    mutating func rivals(_ closure: inout LinePlan.Closure) {
        let knobs = settings.rivals
        let old = plan.episodes[closure.episode]
        let known = old.book.filter { Int($0.since) <= closure.time }.map(\.person)
        for _ in 0..<random.poisson(knobs.perClosure) {
            let wait = delay(
                knobs.medianHours, knobs.hoursSigma, within: knobs.shortestMinutes / 60...knobs.longestHours)
            let mean = knobs.reachesShare
            // Evenly about the mean, as far as the whole allows (assumption).
            let share = mean + (random.fraction() * 2 - 1) * min(1 - mean, mean, 0.25)
            let reached = random.shuffled(known).filter { _ in random.happens(share) }
            let takesOver = closure.outcome == .ended ? knobs.takesOverShare : knobs.takesOverElsewhereShare
            let rival =
                random.happens(knobs.newNumberShare)
                ? newRival(old, closure, reached, takesOver, closure.time + wait)
                : oldRival(old, closure, reached, takesOver, closure.time + wait)
            if let rival { closure.rivals.append(rival) }
        }
    }

    /// A line that begins then, with a book of its own that holds some of the same people.
    private mutating func newRival(
        _ old: LinePlan.Episode, _ closure: LinePlan.Closure, _ reached: [UInt32], _ takesOver: Double,
        _ earliest: Int
    ) -> LinePlan.Rival? {
        let style = style()
        let time = whenOpen(style, from: earliest)
        guard time < end - Span.hour else { return nil }
        let line = addLine(town: old.town, isRival: true)
        let known = Set(reached)
        let own = customers(max(20, old.book.count / 2), in: [old.town]).filter { !known.contains($0) }
        let book = random.shuffled(
            members(reached, since: time, buying: takesOver)
                + members(own, since: time, buying: settings.rivals.ownBuyersShare))
        let episode = addEpisode(
            line: line, from: time, style: style, book: book, town: old.town, announces: true)
        // As often as a successor is, and as long before.
        if random.happens(settings.successors.preparedShare) { tryOut(episode, before: closure.time) }
        reissue(plan.episodes[episode].phone, until: time)
        return LinePlan.Rival(episode: episode, time: time, isNewNumber: true)
    }

    /// A number of another line that serves already, and texts beyond its list.
    private mutating func oldRival(
        _ old: LinePlan.Episode, _ closure: LinePlan.Closure, _ reached: [UInt32], _ takesOver: Double,
        _ earliest: Int
    ) -> LinePlan.Rival? {
        let near = plan.episodes.indices.filter {
            let other = plan.episodes[$0]
            return other.line != old.line && other.town == old.town && other.from < closure.time
                && other.until == nil
        }
        for chosen in random.shuffled(near) {
            let other = plan.episodes[chosen]
            let time = whenOpen(other.style, from: earliest)
            guard time < end - Span.hour else { continue }
            let adverts = other.extraAdverts.map(\.time) + (other.announces ? [other.from] : [])
            guard adverts.allSatisfy({ abs(time - $0) > TradeDay.betweenAdverts }) else { continue }
            let known = Set(other.book.map(\.person))
            let others = reached.filter { !known.contains($0) }
            plan.episodes[chosen].extraAdverts.append(LinePlan.ExtraAdvert(time: time, others: others))
            plan.episodes[chosen].book += members(others, since: time + 60, buying: takesOver)
            return LinePlan.Rival(episode: chosen, time: time, isNewNumber: false)
        }
        return nil
    }
}
