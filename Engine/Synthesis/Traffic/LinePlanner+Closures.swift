extension LinePlanner {
    /// The last moment, in seconds from the beginning.
    var end: Int { settings.people.days * Span.day }

    /// Closes numbers in order of time; a successor's own closure takes its place in the queue.
    mutating func closeThem() {
        var queue: [(time: Int, episode: Int)] = []
        for episode in plan.episodes.indices where random.happens(settings.closures.share) {
            queue.append((closingTime(from: settings.closures.firstDay), episode))
        }
        while let place = queue.indices.min(by: {
            (queue[$0].time, queue[$0].episode) < (queue[$1].time, queue[$1].episode)
        }) {
            let next = queue.remove(at: place)
            let closure = close(next.episode, at: next.time)
            for successor in closure.successors where random.happens(settings.closures.againShare) {
                // Two days at the least, so that the new number can be known by somebody.
                let first = plan.episodes[successor.episode].from / Span.day + 3
                guard first < settings.people.days - settings.closures.clearDays else { continue }
                queue.append((closingTime(from: first), successor.episode))
            }
        }
    }

    /// Some moment of a working day that leaves the days at the end clear.
    private mutating func closingTime(from first: Int) -> Int {
        let last = settings.people.days - settings.closures.clearDays
        let day = first + random.below(last - first)
        return day * Span.day + 6 * Span.hour + random.below(16 * Span.hour)
    }

    private mutating func close(_ episode: Int, at time: Int) -> LinePlan.Closure {
        plan.episodes[episode].until = time
        var closure = LinePlan.Closure(episode: episode, time: time, means: means(), outcome: outcome())
        switch closure.outcome {
        case .ended: break
        case .moved, .partial, .sold:
            if let successor = successor(to: closure, part: nil) { closure.successors.append(successor) }
        case .split:
            for part in 0..<2 {
                if let successor = successor(to: closure, part: part) { closure.successors.append(successor) }
            }
        }
        strays(closure)
        rivals(&closure)
        plan.closures.append(closure)
        return closure
    }

    private mutating func means() -> TrafficTruth.Means {
        let shares = settings.closures
        let draw = random.fraction()
        if draw < shares.orderShare { return .order }
        if draw < shares.orderShare + shares.seizureShare { return .seizure }
        return draw < shares.orderShare + shares.seizureShare + shares.providerShare ? .provider : .abandoned
    }

    private mutating func outcome() -> TrafficTruth.Outcome {
        let shares = settings.closures
        var draw = random.fraction()
        for (share, outcome) in [
            (shares.movedShare, TrafficTruth.Outcome.moved), (shares.partialShare, .partial),
            (shares.splitShare, .split), (shares.soldShare, .sold),
        ] {
            if draw < share { return outcome }
            draw -= share
        }
        return .ended
    }

    // MARK: Successors

    /// - Parameter part: which half of a split, 0 or 1.
    /// - Returns: nil where the new number would begin after the records end.
    private mutating func successor(to closure: LinePlan.Closure, part: Int?) -> LinePlan.Successor? {
        let knobs = settings.successors
        let old = plan.episodes[closure.episode]
        let isSold = closure.outcome == .sold
        let keepsStyle = !isSold && random.happens(knobs.sameHoursShare)
        let style = keepsStyle ? old.style : style()
        let wait = delay(
            isSold ? knobs.saleHours : knobs.medianHours, knobs.hoursSigma,
            within: knobs.shortestMinutes / 60...knobs.longestHours)
        let opens = whenOpen(style, from: closure.time + wait)
        guard opens < end - Span.hour else { return nil }
        let isQuiet = random.happens(knobs.quietShare)
        let keepsOrder = random.happens(knobs.bookOrderShare)
        var (book, taken) = followers(of: old, closure, part: part, at: opens, isQuiet: isQuiet)
        if !keepsOrder { book = random.shuffled(book) }
        let keepsCells = !isSold && random.happens(settings.phones.sameCellsShare)
        let keepsHandset =
            !isSold && part != 1 && closure.means != .seizure
            && random.happens(settings.phones.sameHandsetShare)
        let before = directory.phone(old.phone)
        if isSold { boxes[old.line] = 0..<0 }  // whoever bought the line buys telephones elsewhere
        let phone = newPhone(
            .line, of: old.line,
            handset: keepsHandset
                ? directory.handset(of: old.phone, day: closure.time / Span.day) : nil,
            cells: keepsCells ? before?.cells ?? address(in: old.town) : address(in: old.town),
            from: opens)
        let runners = isSold ? nil : runnersKept(from: old)
        let episode = addEpisode(
            line: old.line, from: opens, style: style, book: book, town: old.town, announces: !isQuiet,
            phone: phone, runners: runners, advertsFrom: isQuiet ? opens + quietSeconds : opens)
        let wasTried = random.happens(knobs.preparedShare)
        if wasTried { tryOut(episode, before: closure.time) }
        reissue(phone, until: opens)
        return LinePlan.Successor(
            episode: episode, keepsHandset: keepsHandset, keepsOrder: keepsOrder, keepsCells: keepsCells,
            wasTriedBefore: wasTried, taken: taken)
    }

    /// Seconds, log-normal about a median of hours, drawn again until they lie within bounds: a bound that draws were
    /// moved to would be a moment by itself.
    mutating func delay(_ median: Double, _ sigma: Double, within hours: ClosedRange<Double>) -> Int {
        for _ in 0..<64 {
            let place = PortableMath.normalQuantile((random.fraction() * 4_194_304 + 0.5) / 4_194_305)
            let drawn = median * PortableMath.exp(sigma * place)
            if hours.contains(drawn) { return Int(drawn * 3_600) }
        }
        // The bounds lie far from the median.
        return Int((hours.lowerBound + random.fraction() * (hours.upperBound - hours.lowerBound)) * 3_600)
    }

    /// The moment itself where a line is open then, else some moment of the hour after it next opens (assumption).
    mutating func whenOpen(_ style: LinePlan.Style, from time: Int) -> Int {
        guard !style.isOpen(at: time) else { return time }
        let midnight = time / Span.day * Span.day
        let isEarly = time - midnight < style.opens
        return midnight + style.opens + (isEarly ? 0 : Span.day) + random.below(Span.hour)
    }

    private var quietSeconds: Int { Int(settings.successors.quietHours * 3_600) }

    /// The part of the old book that comes along, strangers, and those who hear of it later.
    private mutating func followers(
        of old: LinePlan.Episode, _ closure: LinePlan.Closure, part: Int?, at opens: Int, isQuiet: Bool
    ) -> (book: [LinePlan.Member], taken: Int) {
        let knobs = settings.successors
        let mean = closure.outcome == .partial ? knobs.partialListShare : knobs.wholeListShare
        // Evenly about the mean, as far as the whole allows (assumption).
        let share = mean + (random.fraction() * 2 - 1) * min(1 - mean, mean, 0.25)
        var book: [LinePlan.Member] = []
        var late: [LinePlan.Member] = []
        for member in old.book where Int(member.since) <= closure.time {
            var comes = random.happens(share)
            if let part {
                // Half each, and one in ten to both (assumption), the same draw for both halves.
                let draw = Mixing.mix(UInt64(closure.time), UInt64(member.person)) % 20
                comes = comes && (draw < 2 || Int(draw & 1) == part)
            }
            let buys = member.rate > 0 && random.happens(knobs.uptakeShare)
            if comes {
                let since = opens + (isQuiet ? random.below(quietSeconds) : 0)
                book.append(.init(person: member.person, since: Int32(since), rate: buys ? member.rate : 0))
            } else if buys, random.happens(knobs.toldElsewhereShare) {
                let since = opens + 6 * Span.hour + random.below(3 * Span.day)
                late.append(.init(person: member.person, since: Int32(since), rate: member.rate))
            }
        }
        let taken = book.count
        let known = Set(old.book.map(\.person))
        let strangers = customers(
            random.count(ofRate: knobs.strangersShare * Double(taken)), in: [old.town]
        ).filter { !known.contains($0) }
        return (book + members(strangers, since: opens, buying: knobs.uptakeShare) + late, taken)
    }

    private mutating func runnersKept(from old: LinePlan.Episode) -> [UInt32] {
        old.runners.map {
            random.happens(settings.successors.sameRunnersShare) ? $0 : newRunner(of: old.line, in: old.town)
        }
    }

    /// The SIM was bought before it was needed, and tried with one call.
    mutating func tryOut(_ episode: Int, before closing: Int) {
        let runner =
            plan.episodes[episode].runners.first
            ?? newRunner(of: plan.episodes[episode].line, in: plan.episodes[episode].town)
        let latest = closing - Span.hour
        let days = Int(settings.successors.trialDays * Double(Span.day))
        let time = latest - random.below(min(days, latest) + 1)
        plan.extras.append(.call(time, plan.episodes[episode].phone, runner, 4 + random.below(12)))
    }

    /// A number that was somebody's before still gets a stray text or two from people who know no better.
    mutating func reissue(_ phone: UInt32, until opens: Int) {
        guard random.happens(settings.phones.reissuedShare), opens > 0 else { return }
        for _ in 0..<(1 + random.below(3)) {
            let person = UInt32(random.below(population.count))
            let time = random.below(opens)
            var leg = Leg.text(time, changes.phone(of: person, at: Int32(time)), phone)
            leg.isStray = true
            plan.extras.append(leg)
        }
    }

    // MARK: After a closure

    /// Customers who try the closed number, mostly on the same day.
    private mutating func strays(_ closure: LinePlan.Closure) {
        let old = plan.episodes[closure.episode]
        for member in old.book
        where member.rate > 0 && Int(member.since) <= closure.time
            && random.happens(settings.successors.strayShare)
        {
            var time = closure.time + random.below(random.happens(0.7) ? 10 * Span.hour : 3 * Span.day)
            for _ in 0..<(1 + random.below(3)) where time < end {
                let from = changes.phone(of: member.person, at: Int32(time))
                var leg =
                    random.happens(0.5)
                    ? Leg.text(time, from, old.phone) : Leg.call(time, from, old.phone, random.below(4))
                leg.isStray = true
                plan.extras.append(leg)
                time += 60 + random.below(6 * Span.hour)
            }
        }
    }
}
