import CallRecords
import Telephony

/// Why what was typed into a field is not taken. Each has its sentence in ``Words``.
package enum FieldRefusal: Error, Sendable, Hashable {
    case missing(Field)
    case tooLong(Field, limit: Int)
    case tooMany(Field, limit: Int)
    case notAChoice(Field)
    case notADay(Field)
    case notAnIdentifier(Field, String)
    case controlCharacter(Field)
    /// Somebody else changed it since the page was opened.
    case changedMeanwhile(Field, now: String)
    case noSuchField(String)
}

extension Field {
    /// What was typed, as it is stored.
    ///
    /// - Parameter typed: several choices and lists: one to a line.
    package func read(_ typed: String) throws(FieldRefusal) -> String {
        let text = typed.replacing("\r\n", with: "\n").trimmed
        guard !text.hasInvisibleControls else { throw .controlCharacter(self) }
        guard !text.isEmpty else {
            if isRequired { throw .missing(self) }
            return ""
        }
        switch input {
        case .line(let limit):
            let line = text.split { $0.isWhitespace }.joined(separator: " ")
            guard line.count <= limit else { throw .tooLong(self, limit: limit) }
            return line
        case .paragraph(let limit):
            guard text.count <= limit else { throw .tooLong(self, limit: limit) }
            return text
        case .list(let limit):
            let items = Self.items(text)
            guard items.count <= limit else { throw .tooMany(self, limit: limit) }
            guard items.allSatisfy({ $0.count <= 120 }) else { throw .tooLong(self, limit: 120) }
            return items.joined(separator: "\n")
        case .one(let choices):
            guard choices.contains(where: { $0.value == text }) else { throw .notAChoice(self) }
            return text
        case .several(let choices):
            let chosen = Set(Self.items(text))
            guard chosen.isSubset(of: choices.map(\.value)) else { throw .notAChoice(self) }
            return choices.map(\.value).filter(chosen.contains).joined(separator: "\n")
        case .parties(let limit): return try parties(text, limit: limit)
        case .day:
            guard let day = Self.day(text) else { throw .notADay(self) }
            return day.description
        case .born:
            if text.count == 4, let year = Int(text), (1900...2100).contains(year) { return text }
            guard let day = Self.day(text) else { throw .notADay(self) }
            return day.description
        }
    }

    private func parties(_ text: String, limit: Int) throws(FieldRefusal) -> String {
        var read: [String] = []
        for item in Self.items(text) {
            if let party = try? Party(parsing: item), party.isLineCapable {
                read.append(party.description)
            } else if let identifier = try? Identifier(parsing: item) {
                read.append(identifier.description)
            } else {
                throw .notAnIdentifier(self, item)
            }
        }
        guard read.count <= limit else { throw .tooMany(self, limit: limit) }
        return read.joined(separator: "\n")
    }

    private static func items(_ text: String) -> [String] {
        text.split(separator: "\n").map { String($0).split { $0.isWhitespace }.joined(separator: " ") }
            .filter { !$0.isEmpty }
    }

    /// `31/03/2009` or `2009-03-31`.
    static func day(_ text: String) -> CivilDate? {
        guard let instant = try? WrittenTime.parse(text + " 12:00") else { return nil }
        return Format.londonDay(of: instant)
    }
}
