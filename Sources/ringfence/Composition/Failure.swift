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
    /// - Parameter mend: what to do beside stopping the other.
    static func portTaken(_ port: Int, _ mend: String) -> Refused {
        Refused(
            text: "Port \(port) is taken by another program. Stop that one, or name another port\(mend)",
            code: 69)
    }
    /// A folder that may not be written to, or a disk that takes no more.
    static func notWritten(_ folder: URL, _ error: any Error) -> Refused {
        switch Failure.systemCode(error) {
        case ENOSPC, EDQUOT, EFBIG, EIO:
            Refused(
                text:
                    "\(folder.path) could not be written: \(Failure.reason(error)). Nothing of it was kept.",
                code: 70)
        default: cannotWrite(folder)
        }
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
        // Of what the parser cannot see; what it sees it tells itself, with the command's usage.
        case let error as ValidationError: (error.message, 64)
        case is ExitCode, is CleanExit: nil
        default: "\(type(of: error))" == "CommandError" ? nil : ("Something went wrong: \(error)", 70)
        }
    }

    /// Why the system did not do something, in its own words.
    static func reason(_ error: any Error) -> String {
        guard let code = systemCode(error) else { return (error as NSError).localizedDescription }
        return String(cString: unsafe strerror(code))
    }

    /// The system's number of an error; nil for one of another kind.
    static func systemCode(_ error: any Error) -> Int32? {
        if (error as? CocoaError)?.code == .fileWriteOutOfSpace { return ENOSPC }
        let error = error as NSError
        let system = (error.userInfo[NSUnderlyingErrorKey] as? NSError) ?? error
        return system.domain == NSPOSIXErrorDomain ? Int32(system.code) : nil
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
