import Foundation

/// How much an event still weighs as it grows old: 1 / (1 + age / half).
///
/// The odds that somebody is written to again fall as a power of the time since the last, not by a half at every step
/// (Anderson and Schooler, "Reflections of the environment in memory", Psychological Science 2, 1991, of senders of e-mail
/// among others). So one setting serves records of weeks and of years: a contact of a year ago is worth little beside one of
/// yesterday, and much beside a stranger.
struct Fading: Sendable {
    /// The age at which an event weighs half, in microseconds.
    let half: Double

    init(halfDays: Double) { half = halfDays * 86_400_000_000 }

    /// - Parameter age: in microseconds.
    func callAsFunction(_ age: Double) -> Double { 1 / (1 + max(0, age) / half) }

    /// The mean weight of events spread evenly over these ages, in microseconds.
    func mean(from youngest: Double, to oldest: Double) -> Double {
        guard oldest > youngest else { return self(youngest) }
        return half / (oldest - youngest) * log1p((oldest - youngest) / (half + max(0, youngest)))
    }
}
