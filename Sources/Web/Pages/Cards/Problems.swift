import CallRecords
import Casework

/// What is wrong with a form, gathered while it is read, so that all of it is said at once.
struct Problems: Sendable {
    private(set) var all: [Problem] = []

    var isEmpty: Bool { all.isEmpty }

    mutating func add(_ text: String, at field: String) { all.append(Problem(text: text, field: field)) }

    /// What `read` gives; nil where it refuses, and its sentence is kept at the field.
    mutating func reading<Value>(_ field: String, _ read: () async throws -> Value) async throws -> Value? {
        do { return try await read() } catch {
            guard let sentence = Self.sentence(error) else { throw error }
            add(sentence, at: field)
            return nil
        }
    }

    /// What `save` gives; nil where it refuses, and its sentence is kept at the field that it is about.
    ///
    /// - Parameter field: the one to show it at where the refusal names none.
    mutating func saving<Value>(or field: String, _ save: () async throws -> Value) async throws -> Value? {
        do { return try await save() } catch {
            guard let sentence = Self.sentence(error) else { throw error }
            add(sentence, at: Self.field(of: error) ?? field)
            return nil
        }
    }

    /// Nil for what is not about something typed: that has a page of its own.
    private static func sentence(_ error: any Error) -> String? {
        switch error {
        case let missing as Missing: missing.sentence
        case let refusal as TimeRefusal:
            "The date and time is not read: \(Words.sentence(refusal)). \(WrittenTime.hint)."
        case let refusal as FieldRefusal: Words.sentence(refusal)
        case let refusal as RegisterRefusal where !refusal.isOfAnAddress: Words.sentence(refusal)
        default: nil
        }
    }

    /// Forms name their fields alike, so that one table serves them all.
    private static func field(of error: any Error) -> String? {
        if let refusal = error as? FieldRefusal { return refusal.key }
        return switch error as? RegisterRefusal {
        case .lineNameEmpty, .lineNameTooLong, .lineNameTaken, .nameMissing: "name"
        case .reasonMissing, .textTooLong: "reason"
        case .closureInTheFuture, .closedBeforeItServed, .closedAlready: "at"
        case .notANumber, .notALineNumber, .numberServes, .numberServesNoLine: "number"
        case .notAnIdentifier: "value"
        case .endsBeforeItBegins: "until"
        case .grantedInTheFuture: "granted"
        default: nil
        }
    }
}

extension FieldRefusal {
    /// The field it is about, as cards name it and forms too.
    fileprivate var key: String? {
        switch self {
        case .missing(let field), .tooLong(let field, _), .tooMany(let field, _), .notAChoice(let field),
            .notADay(let field), .notAnIdentifier(let field, _), .controlCharacter(let field),
            .changedMeanwhile(let field, _):
            field.key
        case .noSuchField: nil
        }
    }
}

extension RegisterRefusal {
    /// Whether it is about the page asked for, not about what was typed on it.
    fileprivate var isOfAnAddress: Bool {
        switch self {
        case .noSuchLine, .noSuchClosure, .noSuchAnswer, .noSuchPlace, .noSuchOperation, .noSuchCheckBack,
            .noSuchSubject:
            true
        default: false
        }
    }
}

/// What a form lacks.
enum Missing: Error {
    case operation, operationName, lineName, personName, reference
    case time, number, kindOfClosure, kindOfIdentifier, identifier, kindOfData
    case force, reach, openness, people, peopleOrEverybody, reason, how, finding, note, verdict, file,
        authorisation

    var sentence: String {
        switch self {
        case .operation: "Choose the operation."
        case .operationName: "Enter the name of the operation."
        case .lineName: "Enter the name the line is known by."
        case .personName: "Enter the person's name, as the case names them."
        case .reference: "Enter the reference of the authorisation."
        case .time: "Enter a date and time. \(WrittenTime.hint)."
        case .number: "Enter a phone number, like 07700 900 982 or +44 808 157 0192."
        case .kindOfClosure: "Choose how the number was closed."
        case .kindOfIdentifier: "Choose what kind of identifier it is."
        case .identifier: "Enter the identifier."
        case .kindOfData: "Choose what was authorised: entity data or events data."
        case .force: "Choose the force."
        case .reach: "Choose how far the force may go."
        case .openness: "Choose who may open the operation."
        case .people: "Choose the people, or open the operation to everybody whose role reaches it."
        case .peopleOrEverybody:
            "You ticked people, but left the operation open to everybody. Choose one or the other."
        case .reason: "Enter the reason."
        case .how: "Enter how you know."
        case .finding: "Choose what you found."
        case .note: "Write the note."
        case .verdict: "Choose whether to accept or reject the candidate."
        case .file: "Choose a file to upload."
        case .authorisation: "Choose the authorisation under which these records were obtained."
        }
    }
}

extension Form {
    /// - Throws: `missing` where nothing was typed.
    func text(_ name: String, or missing: Missing) throws(Missing) -> String {
        let text = self[name]
        guard !text.isEmpty else { throw missing }
        return text
    }

    func time(_ name: String) throws -> Instant { try WrittenTime.parse(try text(name, or: .time)) }

    /// A day or a time; nil where nothing was typed.
    ///
    /// - Parameter clock: what a day alone stands for, such as its last second.
    func moment(_ name: String, clock: String) throws -> Instant? {
        let text = self[name]
        guard !text.isEmpty else { return nil }
        if let day = try? WrittenTime.parse("\(text) \(clock)") { return day }
        return try WrittenTime.parse(text)
    }

    /// A subject's row, such as the operation chosen from a list.
    func id(_ name: String, or missing: Missing) throws(Missing) -> Int64 {
        guard let id = Int64(self[name]) else { throw missing }
        return id
    }
}
