/// What the lines will do: who holds which number from when to when, on which list, and what closes it.
struct LinePlan: Sendable {
    /// How a line works its day.
    struct Style: Hashable, Sendable {
        /// Seconds of the day; closing may fall after midnight.
        var opens: Int
        var closes: Int
        /// Seconds of the day at which it may advertise.
        var adverts: [Int]

        /// Whether a line is open at a moment, in seconds from the beginning.
        func isOpen(at time: Int) -> Bool {
            let second = time % Span.day
            return second >= opens && second < closes || second + Span.day < closes
        }
    }

    /// Somebody on a list, at their place in the telephone book.
    struct Member: Hashable, Sendable {
        let person: UInt32
        /// Known to the line from this moment.
        var since: Int32
        /// Orders a day; 0 for those who get adverts and do not buy.
        var rate: Double
    }

    /// One number serving one line.
    struct Episode: Sendable {
        let line: Int
        /// The telephone's place in the directory.
        let phone: UInt32
        /// Seconds from the beginning; 0 for those that served before the records begin.
        var from: Int
        var until: Int?
        var style: Style
        /// In the order of the telephone book.
        var book: [Member]
        var runners: [UInt32]
        var town: Int
        /// Whether its first act is to text its list.
        var announces: Bool
        /// No advert before this.
        var advertsFrom: Int
        /// Adverts besides the usual ones: to the list and to others.
        var extraAdverts: [ExtraAdvert] = []
    }

    struct ExtraAdvert: Hashable, Sendable {
        let time: Int
        let others: [UInt32]
    }

    struct Line: Sendable {
        let name: String
        let town: Int
        /// Begun on the day of another's closure, to take its customers.
        let isRival: Bool
    }

    struct Closure: Sendable {
        let episode: Int
        let time: Int
        let means: TrafficTruth.Means
        let outcome: TrafficTruth.Outcome
        var successors: [Successor] = []
        var rivals: [Rival] = []
    }

    struct Successor: Sendable {
        let episode: Int
        let keepsHandset: Bool
        let keepsOrder: Bool
        let keepsCells: Bool
        let wasTriedBefore: Bool
        let taken: Int
    }

    struct Rival: Sendable {
        let episode: Int
        let time: Int
        let isNewNumber: Bool
    }

    var lines: [Line] = []
    var episodes: [Episode] = []
    var closures: [Closure] = []
    /// Events of no regular kind: strays, tried telephones, wrong numbers. In order of time.
    var extras: [Leg] = []
}
