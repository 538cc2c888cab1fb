import Casework
import LineMatching
import Telephony

/// The command that gives an exhibit's answer again.
struct ExhibitCommand {
    private let exhibit: Exhibit

    init(_ exhibit: Exhibit) { self.exhibit = exhibit }

    var text: String {
        let files = exhibit.files.map { Self.quoted($0.entry.name) }
        var words = ["ringfence trace --records"] + files
        let layouts = Set(exhibit.files.map(\.entry.layout))
        if let only = layouts.first, layouts.count == 1 { words.append("--layout \(Self.quoted(only))") }
        words.append("--closed \(Self.quoted("\(number)@\(exhibit.closure.closedAt)"))")
        if let until = exhibit.trace.until { words.append("--until \(until)") }
        if exhibit.trace.settings.isConfirmatory { words.append("--settings confirmatory") }
        return words.joined(separator: " \\\n  ")
    }

    /// As records of tokens write it: without the prefix.
    private var number: String {
        if case .opaque(let identifier) = exhibit.closure.party { return identifier.token }
        return exhibit.closure.party.description
    }

    /// As one word to a shell, whatever a file is called.
    fileprivate static func quoted(_ text: String) -> String {
        let isPlain =
            !text.isEmpty && text.first != "-"
            && text.unicodeScalars.allSatisfy {
                ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
                    || "+-_.,:@/".unicodeScalars.contains($0)
            }
        let named = text.first == "-" ? "./" + text : text
        return isPlain ? text : "'" + named.replacing("'", with: "'\\''") + "'"
    }
}

extension ExhibitPaper {
    /// A file's name as a shell takes it for one word.
    package static func shellWord(_ name: String) -> String { ExhibitCommand.quoted(name) }
}
