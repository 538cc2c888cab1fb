import CallRecords

extension Nation {
    /// One communication of a line's number, with its parties, handset and cell by place.
    public struct Record: Hashable, Sendable {
        public let time: Instant
        public let kind: Event.Kind
        /// The line's end: the file names its handset and its cell.
        public let number: Int
        public let contact: Int
        public let isFromLine: Bool
        /// Seconds; nil for a text.
        public let duration: UInt32?
        public let cell: Int
    }

    /// The rows of a file, in order of time: the same whenever they are asked for. A few thousand at most.
    public func records(ofFile place: Int) -> [Record] {
        let file = files[place]
        var random = SeededGenerator(seed: settings.seed &* 31 &+ UInt64(place))
        let contacts = contacts(ofLine: file.line)
        let made = (0..<file.events).map { _ in
            // Some contacts ring much more often than others.
            let place = Int(random.fraction() * random.fraction() * Double(contacts.count))
            return record(of: file, contacts[place], &random)
        }
        return made.sorted { ($0.time, $0.contact, $0.number) < ($1.time, $1.contact, $1.number) }
    }

    private func record(of file: File, _ contact: Int, _ random: inout SeededGenerator) -> Record {
        let number = file.numbers.lowerBound + random.below(file.numbers.count)
        let from = numbers[number].from.microseconds
        let until = (numbers[number].closing?.at ?? settings.now).microseconds
        let isText = random.happens(0.6)
        return Record(
            time: Instant(
                microseconds: from + Int64(random.fraction() * Double(until - from)) / 1_000_000 * 1_000_000),
            kind: isText ? .text : .call, number: number, contact: contact, isFromLine: random.happens(0.55),
            duration: isText ? nil : UInt32(7 + random.below(60)),
            cell: (file.line * 7 + random.below(4)) % Self.cells)
    }

    /// Whom a line sells to: forty to four hundred of those near its force, some shared with other lines.
    func contacts(ofLine place: Int) -> [Int] {
        var random = SeededGenerator(seed: settings.seed &* 37 &+ UInt64(place))
        let pool = contactsOfForce[operations[lines[place].operation].force]
        return (0..<(40 + random.below(361))).map { _ in pool.lowerBound + random.below(pool.count) }
    }

    // MARK: Answers

    /// A candidate as an answer would show it.
    public struct Suggestion: Hashable, Sendable {
        public let party: Int
        public let score: Double
        public let firstSeen: Instant
        /// Contacts of the closed number that were in touch with the candidate.
        public let shared: [Int]
    }

    /// Whether the question was asked by machine: of the last two numbers of a line.
    public func hasAnswer(number place: Int) -> Bool {
        numbers[place].closing != nil && lines[numbers[place].line].numbers.upperBound - place <= 3
    }

    /// Twenty candidates for a closed number's successor, the strongest first; the right one is among the first three
    /// where there is one.
    public func answer(number place: Int) -> [Suggestion] {
        guard let closing = numbers[place].closing else { return [] }
        let line = numbers[place].line
        var random = SeededGenerator(seed: settings.seed &* 41 &+ UInt64(place))
        let contacts = contacts(ofLine: line)
        let right = closing.refoundAt == nil ? -1 : random.below(3)
        var parties: Set<Int> = []
        var found: [Suggestion] = []
        while found.count < 20 {
            let party = found.count == right ? place + 1 : random.pick(contacts)
            guard parties.insert(party).inserted else { continue }
            found.append(
                Suggestion(
                    party: party, score: 40 / Double(found.count + 1) + random.fraction(),
                    firstSeen: closing.at.adding(seconds: Int64(random.below(7_200))),
                    shared: (0..<8).map { _ in random.pick(contacts) }))
        }
        return found
    }
}
