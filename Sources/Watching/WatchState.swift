import CallRecords
import Foundation
import Telephony

/// What a checkpoint holds beside the scorer's own words: how far each input and source was read, at the same moment.
struct WatchState: Hashable, Sendable, Codable {
    /// How far one input was read: a file sent down a pipe, by the name it was given.
    struct Input: Hashable, Sendable, Codable {
        /// Bytes read for good.
        var offset: Int
        /// The bytes before the first row, as text.
        var opening: String
        var rows = 0
        var events = 0
        var setAside = 0
        /// SHA-256 of the first bytes, as many as ``headBytes`` says, so that another input is known for one.
        var head: String
        var headBytes: Int

        var reading: Reading {
            var reading = Reading()
            (reading.rows, reading.events, reading.quarantined) = (rows, events, setAside)
            return reading
        }
    }

    /// The last batch of a source that was counted.
    struct Source: Hashable, Sendable, Codable {
        var sequence: Int
        /// SHA-256 of its bytes.
        var digest: String
    }

    let order: String
    let layout: String
    /// The first journal that follows: each checkpoint begins another.
    var generation = 0
    var inputs: [String: Input] = [:]
    var sources: [String: Source] = [:]
    /// The parties that are no numbers, in the order of their places.
    var names: [String] = []
}
