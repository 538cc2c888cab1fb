/// One day of one number: adverts, orders and their answers, and the runners.
struct TradeDay {
    let settings: TrafficSettings.Trade
    let changes: NumberChanges
    let episode: LinePlan.Episode
    let day: Int
    private var random: SeededGenerator
    private(set) var legs: [Leg] = []
    /// When adverts went out this day, and to whom.
    private(set) var adverts: [(time: Int, people: [UInt32])] = []

    /// Nobody advertises twice within so many seconds (assumption).
    static let betweenAdverts = 2 * Span.hour

    /// - Parameter place: the episode's place in the plan; with seed and day it settles everything.
    init(
        _ settings: TrafficSettings.Trade, _ changes: NumberChanges, _ episode: LinePlan.Episode, place: Int,
        day: Int, seed: UInt64
    ) {
        self.settings = settings
        self.changes = changes
        self.episode = episode
        self.day = day
        random = SeededGenerator(seed: seed, 0x44_61, UInt64(place), UInt64(day))
    }

    private var midnight: Int { day * Span.day }

    mutating func run() {
        let from = max(episode.from, midnight)
        let until = min(episode.until ?? .max, midnight + Span.day)
        guard from < until else { return }
        advertise()
        for member in episode.book where member.rate > 0 { orders(of: member) }
        newcomers()
        for runner in episode.runners { calls(with: runner) }
    }

    private func serves(_ time: Int) -> Bool { time >= episode.from && time < episode.until ?? .max }

    // MARK: Adverts

    private mutating func advertise() {
        if episode.announces, episode.from / Span.day == day, episode.from > 0 {
            broadcast(at: episode.from, others: [])
        }
        for extra in episode.extraAdverts where extra.time / Span.day == day {
            broadcast(at: extra.time, others: extra.others)
        }
        for advert in episode.style.adverts where random.happens(settings.advertShare) {
            let time = midnight + advert + random.below(900)
            guard time >= episode.advertsFrom,
                adverts.allSatisfy({ abs(time - $0.time) > Self.betweenAdverts })
            else { continue }
            broadcast(at: time, others: [])
        }
    }

    /// The list in the order of the book, a text every few seconds, so many at a go.
    private mutating func broadcast(at start: Int, others: [UInt32]) {
        guard serves(start) else { return }
        var texted: [UInt32] = []
        defer { adverts.append((start, texted)) }
        let list = episode.book.filter { Int($0.since) <= start }.map(\.person) + others
        var time = Double(start)
        for (place, person) in list.enumerated() {
            if place > 0, place % settings.textsAtOnce == 0 { time += Double(20 * Span.minute) }
            let now = Int(time)
            guard serves(now) else { return }
            legs.append(.text(now, episode.phone, bookNumber(of: person, at: now)))
            texted.append(person)
            time += settings.secondsPerText * (0.2 + 1.6 * random.fraction())
        }
    }

    /// The number the line has for somebody: two in five never tell it of a new one (assumption).
    private func bookNumber(of person: UInt32, at time: Int) -> UInt32 {
        Mixing.mix(UInt64(person), UInt64(episode.line)) % 5 < 2
            ? person : changes.phone(of: person, at: Int32(time))
    }

    // MARK: Orders

    private mutating func orders(of member: LinePlan.Member) {
        for _ in 0..<random.count(ofRate: min(member.rate, 30)) {
            let time = orderTime()
            guard time >= Int(member.since) else { continue }
            order(from: member.person, at: time)
        }
    }

    /// After an advert, or at some time while the line is open, later hours more often.
    private mutating func orderTime() -> Int {
        let follows = random.happens(settings.advertReplyShare)
        if follows, !adverts.isEmpty {
            let after = random.fraction()
            return random.pick(adverts).time + 60 + Int(after * after * Double(2 * Span.hour))
        }
        let (opens, closes) = (episode.style.opens, episode.style.closes)
        return midnight + opens + max(random.below(closes - opens), random.below(closes - opens))
    }

    private mutating func order(from person: UInt32, at start: Int) {
        var time = start
        repeat {
            guard serves(time) else { return }
            let customer = changes.phone(of: person, at: Int32(time))
            if random.happens(settings.textOrderShare) {
                legs.append(.text(time, customer, episode.phone))
            } else {
                // Over six seconds, or too short for a word (facts 3.14).
                let isShort = random.happens(settings.shortCallShare)
                let length = isShort ? random.below(5) : 7 + random.below(50)
                legs.append(.call(time, customer, episode.phone, length))
                if random.happens(settings.automaticReplyShare) { reply(to: customer, at: time) }
            }
            time += 4 * Span.minute + random.below(30 * Span.minute)
        } while random.happens(settings.chaseShare)
        answer(person, after: start)
    }

    private mutating func reply(to customer: UInt32, at time: Int) {
        let at = time + 2 + random.below(4)
        if serves(at) { legs.append(.text(at, episode.phone, customer)) }
    }

    /// The line, or a runner with it, contacts the customer within twenty minutes.
    private mutating func answer(_ person: UInt32, after start: Int) {
        guard random.happens(settings.answerShare) else { return }
        let time = start + 60 + random.below(20 * Span.minute)
        let customer = changes.phone(of: person, at: Int32(time))
        let byRunner = !episode.runners.isEmpty && random.happens(settings.runnerAnswerShare)
        let from = byRunner ? random.pick(episode.runners) : episode.phone
        guard byRunner || serves(time) else { return }
        if byRunner, serves(time - 40) {
            legs.append(.call(time - 40, episode.phone, from, 6 + random.below(20)))
        }
        let isCall = random.happens(0.7)  // assumption
        legs.append(
            isCall ? .call(time, from, customer, 5 + random.below(40)) : .text(time, from, customer))
    }

    /// People who heard of the line from a friend, are not on its list, and try it.
    private mutating func newcomers() {
        guard let anybody = episode.book.first?.person else { return }
        for _ in 0..<random.count(ofRate: settings.newcomersPerDay) {
            // From the same neighbourhood as somebody on the list (assumption).
            let friend = episode.book.isEmpty ? anybody : random.pick(episode.book).person
            order(from: friend ^ UInt32(1 + random.below(255)), at: orderTime())
        }
    }

    // MARK: Runners

    private mutating func calls(with runner: UInt32) {
        for _ in 0..<random.count(ofRate: settings.runnerCallsPerDay) {
            let time =
                midnight + episode.style.opens + random.below(episode.style.closes - episode.style.opens)
            guard serves(time) else { continue }
            let (from, to) =
                random.happens(0.6) ? (episode.phone, runner) : (runner, episode.phone)  // assumption
            legs.append(
                random.happens(0.75) ? .call(time, from, to, 5 + random.below(60)) : .text(time, from, to))
        }
    }
}
