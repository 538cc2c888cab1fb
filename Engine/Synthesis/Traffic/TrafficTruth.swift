import CallRecords
import Telephony

/// What really happened, which no record says.
public struct TrafficTruth: Sendable {
    /// How a number was closed.
    public enum Means: String, CaseIterable, Sendable, Hashable { case order, seizure, provider, abandoned }

    /// What became of the line's list.
    public enum Outcome: String, CaseIterable, Sendable, Hashable {
        /// To one new number, most of it.
        case moved
        /// To one new number, a part of it.
        case partial
        /// To two new numbers.
        case split
        /// To somebody else's new number, with other handsets and hours.
        case sold
        /// Nowhere.
        case ended
    }

    /// A number that served a line.
    public struct Number: Hashable, Sendable {
        public let line: String
        public let party: Party
        /// Nil where it served before the records begin.
        public let from: Instant?
        public let until: Instant?
        /// The handsets its SIM was in, one after another.
        public let handsets: [IMEI]
        /// Invented subscriber identity of the SIM, fifteen digits of the test network 001-01.
        public let sim: String
        /// Begun to take another line's customers.
        public let isRival: Bool
        public let list: Int
        public let runners: [Party]
    }

    /// One closure, and everything that followed from it.
    public struct Closure: Hashable, Sendable {
        /// What `scan` knows it by: the line and which of its closures this is, such as `Drain-2`.
        public let key: String
        public let line: String
        public let old: Party
        public let at: Instant
        public let means: Means
        public let outcome: Outcome
        /// None where nothing moved, or not before the records end.
        public let successors: [Successor]
        /// Others who advertised to the same people afterwards.
        public let rivals: [Rival]
    }

    public struct Successor: Hashable, Sendable {
        public let party: Party
        public let from: Instant
        /// People taken along from the old list.
        public let taken: Int
        public let keepsHandset: Bool
        public let keepsBookOrder: Bool
        public let keepsAddress: Bool
        /// Whether it told the list at once.
        public let announces: Bool
        public let wasTriedBefore: Bool
        /// People of the old list in the new book, at once or within days, in the new book's order.
        public let followers: [Party]
    }

    public struct Rival: Hashable, Sendable {
        public let party: Party
        public let at: Instant
        /// People of the closed number's list whom it texted in that advert, on purpose or because its own list had them.
        public let reached: Int
        /// Whether the number began that day.
        public let isNewNumber: Bool
    }

    /// Somebody who took a new number.
    public struct Moved: Hashable, Sendable {
        public let old: Party
        public let new: Party
        public let at: Instant
        /// Whether they buy from lines.
        public let isUser: Bool
    }

    public let numbers: [Number]
    /// In order of time.
    public let closures: [Closure]
    public let moved: [Moved]
}

extension TrafficTruth {
    /// As `ringfence evaluate --switches` reads it: a row a successor, `new` empty where nothing moved.
    public var switchesCSV: String {
        closures.reduce(into: "old,new,closed_at\n") { text, closure in
            let news = closure.successors.isEmpty ? [""] : closure.successors.map { "\($0.party)" }
            for new in news { text += "\(closure.old),\(new),\(closure.at)\n" }
        }
    }

    /// As `ringfence scan --lines` reads it: a row a closure.
    public var linesCSV: String {
        closures.reduce(into: "line,number,closed_at\n") { $0 += "\($1.key),\($1.old),\($1.at)\n" }
    }

    /// Every number of every line, with the handset and SIM it was in.
    public var numbersCSV: String {
        numbers.reduce(into: "line,number,from,until,imei,imsi,list,runners,rival\n") { text, number in
            let handsets = number.handsets.map(\.description).joined(separator: " ")
            let runners = number.runners.map(\.description).joined(separator: " ")
            text += "\(number.line),\(number.party),\(number.from?.description ?? ""),"
            text += "\(number.until?.description ?? ""),\(handsets),\(number.sim),"
            text += "\(number.list),\(runners),\(number.isRival)\n"
        }
    }

    /// What happened at each closure, in words for a reader.
    public var closuresCSV: String {
        closures.reduce(into: "line,number,closed_at,means,outcome,notes\n") { text, closure in
            text += "\(closure.key),\(closure.old),\(closure.at),\(closure.means.rawValue),"
            text += "\(closure.outcome.rawValue),\(RingfenceCSV.quoted(closure.notes))\n"
        }
    }

    /// Who advertised to a closed number's people, and is not its successor.
    public var rivalsCSV: String {
        closures.reduce(into: "line,rival,at,reached,new_number\n") { text, closure in
            for rival in closure.rivals {
                text += "\(closure.key),\(rival.party),\(rival.at),\(rival.reached),\(rival.isNewNumber)\n"
            }
        }
    }

    /// Who of each closed number's list came along, in the order of the new telephone book.
    public var followersCSV: String {
        closures.reduce(into: "line,new,contact\n") { text, closure in
            for successor in closure.successors {
                for contact in successor.followers {
                    text += "\(closure.key),\(successor.party),\(contact)\n"
                }
            }
        }
    }

    public var movedCSV: String {
        moved.reduce(into: "old,new,at,user\n") { $0 += "\($1.old),\($1.new),\($1.at),\($1.isUser)\n" }
    }
}

extension TrafficTruth.Closure {
    /// One sentence a successor and one for the rivals.
    public var notes: String {
        var sentences = successors.map { successor in
            let hours = (successor.from.hours(since: at) * 10).rounded() / 10
            var parts = ["\(successor.party) after \(hours) h with \(successor.taken) of the list"]
            parts.append(successor.announces ? "told at once" : "told by word of mouth")
            if successor.keepsHandset { parts.append("same handset") }
            if successor.keepsAddress { parts.append("same address") }
            if !successor.keepsBookOrder { parts.append("book in another order") }
            if successor.wasTriedBefore { parts.append("tried before the closure") }
            return parts.joined(separator: ", ") + "."
        }
        if successors.isEmpty {
            sentences.append(
                outcome == .ended ? "Nothing moved." : "Nothing moved before the records end.")
        }
        if !rivals.isEmpty {
            let others = rivals.count == 1 ? "One other" : "\(rivals.count) others"
            sentences.append("\(others) advertised to its people.")
        }
        return sentences.joined(separator: " ")
    }
}
