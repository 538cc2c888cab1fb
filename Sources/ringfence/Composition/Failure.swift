import Access
import ArgumentParser
import CallRecords
import Casework
import Foundation
import SQL
import Storage
import Watching

/// A refusal of a command, in a sentence, with its exit code.
struct Refused: Error {
    let text: String
    let code: Int32

    static func data(_ text: String) -> Refused { Refused(text: text, code: 65) }
    static func noInput(_ text: String) -> Refused { Refused(text: text, code: 66) }
    static func cannotWrite(_ folder: URL) -> Refused {
        Refused(text: "\(folder.path) cannot be written to. Name a folder you may write to.", code: 73)
    }
}

/// Ends the process after an error: one sentence on standard error, and an exit code that says of what kind it is.
enum Failure {
    static func end(with error: any Error, _ command: any ParsableCommand.Type) -> Never {
        guard let (text, code) = told(error) else { command.exit(withError: error) }
        say("ringfence: \(text)")
        exit(code)
    }

    /// Nil for what the argument parser tells itself: help, usage, clean exits.
    private static func told(_ error: any Error) -> (String, Int32)? {
        switch error {
        case let refused as Refused: (refused.text, refused.code)
        case let refusal as RegisterRefusal: (Words.sentence(refusal), 65)
        case let refusal as IntakeRefusal: (Words.sentence(refusal), 65)
        case let refusal as FieldRefusal: (Words.sentence(refusal), 65)
        case let refusal as LogRefusal: (Words.sentence(refusal), 65)
        case let refusal as RetentionRefusal: (Words.sentence(refusal), 65)
        case let refusal as AccountRefusal: (refusal.sentence, 65)
        case let refusal as MovingRefusal: (refusal.sentence, 65)
        case let refusal as WatchRefusal: (refusal.sentence, code(refusal))
        case let refusal as AccessRefusal: (refusal.sentence, 77)
        case is ReasonNeeded: ("Say why you look: --why “…”, or RINGFENCE_WHY. The log keeps it.", 77)
        case let error as StorageError: (error.description, code(error.code))
        case is ExitCode, is CleanExit, is ValidationError: nil
        default: "\(type(of: error))" == "CommandError" ? nil : ("Something went wrong: \(error)", 70)
        }
    }

    private static func code(_ refusal: WatchRefusal) -> Int32 {
        switch refusal {
        case .folderInUse: 69
        case .cannotWrite, .damagedState: 73
        default: 65
        }
    }

    private static func code(_ code: StorageError.Code) -> Int32 {
        switch code {
        case .cannotCreateFolder, .notWritable, .newerDatabase, .olderDatabase, .changedMigration,
            .notACasebook:
            73
        case .noInput: 66
        case .cannotConnect, .connectionLost, .commitUnknown, .busy, .closed: 69
        case .full, .unexpected, .conflict, .invalidValue: 70
        }
    }
}
