import CallRecords

/// One event before it is written: who by place in the ``Directory``, when by seconds from the beginning.
struct Leg: Hashable, Sendable {
    /// Seconds from the first midnight.
    var time: Int32
    var from: UInt32
    var to: UInt32
    /// Seconds; ``none`` where nothing is stated, as for texts.
    var duration: UInt32
    var kind: UInt8
    /// Made to a number that nobody has: closed already, or not yet issued again.
    var isStray = false

    static let none = UInt32.max

    /// A total order, so that sorting gives one answer whatever came first.
    static func isBefore(_ left: Leg, _ right: Leg) -> Bool {
        (left.time, left.from, left.to, left.kind, left.duration)
            < (right.time, right.from, right.to, right.kind, right.duration)
    }

    static func text(_ time: Int, _ from: UInt32, _ to: UInt32) -> Leg {
        Leg(time: Int32(time), from: from, to: to, duration: none, kind: Event.Kind.text.rawValue)
    }

    static func call(_ time: Int, _ from: UInt32, _ to: UInt32, _ duration: Int) -> Leg {
        Leg(
            time: Int32(time), from: from, to: to, duration: UInt32(duration),
            kind: Event.Kind.call.rawValue)
    }
}

/// Units of time, in seconds.
enum Span {
    static let minute = 60
    static let hour = 3_600
    static let day = 86_400
}
