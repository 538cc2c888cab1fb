import Foundation
import Testing

/// The house's own rules, read off the sources: the package manager alone does not stop an import outside the list.
struct HouseTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// What each room may import of the rooms of this repository (ARCHITECTURE.md draws the same).
    private static let allowed: [String: Set<String>] = [
        "Engine/Telephony": [],
        "Engine/CallRecords": ["Telephony"],
        "Engine/LineMatching": ["Telephony", "CallRecords"],
        "Engine/LineActivity": ["Telephony", "CallRecords"],
        "Engine/Synthesis": ["Telephony", "CallRecords"],
        "Sources/Access": ["CallRecords"],
        "Sources/Casework": ["Telephony", "CallRecords", "LineMatching", "LineActivity", "Access"],
        "Sources/SQL": [],
        "Sources/Storage": [
            "Telephony", "CallRecords", "LineMatching", "LineActivity", "Access", "Casework", "SQL",
        ],
        "Sources/Gateways": ["Access", "CallRecords"],
        "Sources/Papers": ["Telephony", "CallRecords", "LineMatching", "Casework"],
        "Sources/Watching": ["Telephony", "CallRecords", "LineMatching", "Casework"],
        "Sources/Web": [
            "Telephony", "CallRecords", "LineMatching", "LineActivity", "Access", "Casework", "Papers",
            "Watching",
        ],
        "Sources/ringfence": [
            "Telephony", "CallRecords", "LineMatching", "LineActivity", "Synthesis", "Access", "Casework",
            "SQL",
            "Storage", "Gateways", "Papers", "Watching", "Web",
        ],
    ]

    /// Code from outside that a room may use. Nothing beside it.
    private static let outside: [String: Set<String>] = [
        "Engine/Telephony": [],
        "Engine/CallRecords": ["Yams", "Synchronization"],
        "Engine/LineMatching": ["Foundation", "Glibc", "Synchronization"],
        "Engine/LineActivity": [],
        "Engine/Synthesis": ["Foundation"],
        // Time and chance are arguments; what turns secrets into digests is not.
        "Sources/Access": ["Foundation", "Crypto", "CArgon2"],
        "Sources/Casework": [],
        "Sources/Papers": [],
        // The only room with a database's driver in it.
        "Sources/SQL": ["Foundation", "Dispatch", "GRDB", "CPostgres", "Crypto", "Synchronization"],
        "Sources/Storage": ["Foundation", "Crypto", "Dispatch", "Synchronization"],
        // The only room that talks to other machines.
        "Sources/Gateways": [
            "Foundation", "AsyncHTTPClient", "Crypto", "JWTKit", "NIOCore", "NIOFoundationCompat", "NIOHTTP1",
        ],
        "Sources/Watching": ["Foundation", "Crypto", "Dispatch", "Synchronization"],
        "Sources/Web": [
            "Foundation", "Crypto", "CQRencode", "Hummingbird", "HTTPTypes", "Logging", "Mustache", "NIOCore",
            "ServiceLifecycle", "Synchronization",
        ],
        "Sources/ringfence": [
            "Foundation", "ArgumentParser", "Hummingbird", "HummingbirdCore", "HummingbirdTLS", "Logging",
            "NIOCore", "NIOSSL", "ServiceLifecycle", "Synchronization",
        ],
    ]

    @Test("A room imports only what the plan of the house lets it", arguments: allowed.keys.sorted())
    func imports(room: String) throws {
        let permitted = Self.allowed[room, default: []].union(Self.outside[room, default: []])
        let files = try Self.swiftFiles(in: room)
        #expect(!files.isEmpty)
        for file in files {
            for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
                let words = line.split(separator: " ")
                // With an attribute before it or without: an import stands at the beginning of its line.
                guard let place = words.firstIndex(of: "import"), line.first == "i" || line.first == "@"
                else {
                    continue
                }
                let module = words[words.index(after: place)].split(separator: ".")[0]
                #expect(permitted.contains(String(module)), "\(file.lastPathComponent) imports \(module)")
            }
        }
    }

    @Test("Every room says what it is for", arguments: allowed.keys.sorted())
    func readme(room: String) throws {
        let text = try String(contentsOf: Self.root.appending(path: "\(room)/README.md"), encoding: .utf8)
        #expect(text.count > 200, "\(room)/README.md says too little")
    }

    @Test("No file is longer than a person can hold in mind, and no test waits for a clock")
    func size() throws {
        for folder in ["Sources", "Engine", "Tests"] {
            for file in try Self.swiftFiles(in: folder) where file.lastPathComponent != "HouseTests.swift" {
                let text = try String(contentsOf: file, encoding: .utf8)
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
                #expect(lines <= 400, "\(file.lastPathComponent) has \(lines) lines")
                #expect(!text.contains("Task.sleep"), "\(file.lastPathComponent) sleeps")
                #expect(!text.contains("try! "), "\(file.lastPathComponent) forces a try")
            }
        }
    }

    @Test("Invented numbers only: no file holds a UK mobile number that somebody could have")
    func numbersOfNobody() throws {
        let expression = try Regex("(?:\\+44|0044|44|\\b0)7[0-9]{9}\\b")
        let known: Set<String> = ["7911123456", "7911000000"]
        for folder in ["Sources", "Engine", "Tests", "docs", "Layouts"] {
            for file in try Self.files(
                in: folder, extensions: ["swift", "md", "yaml", "py", "mustache", "sql"])
            where file.lastPathComponent != "HouseTests.swift" {
                let text = try String(contentsOf: file, encoding: .utf8)
                for match in text.matches(of: expression) {
                    let national = String(text[match.range].suffix(10))
                    let isDrama = national.hasPrefix("7700900")
                    #expect(
                        isDrama || known.contains(national), "\(file.lastPathComponent): \(text[match.range])"
                    )
                }
            }
        }
    }

    @Test("The manual lists every layout, command and table that exists")
    func manual() throws {
        let layouts = try String(
            contentsOf: Self.root.appending(path: "docs/manual/layouts.md"), encoding: .utf8)
        for file in try Self.files(in: "Layouts", extensions: ["yaml"]) {
            #expect(layouts.contains("`\(file.deletingPathExtension().lastPathComponent)`"))
        }
        let commands = try String(
            contentsOf: Self.root.appending(path: "docs/manual/commands.md"), encoding: .utf8)
        let source = try Self.swiftFiles(in: "Sources/ringfence/Commands")
            .map { try String(contentsOf: $0, encoding: .utf8) }.joined()
        let expression = try Regex("commandName: \"([a-z]+)\"", as: (Substring, Substring).self)
        for match in source.matches(of: expression) {
            #expect(commands.contains("## \(match.1)"), "docs/manual/commands.md lacks “\(match.1)”")
        }
    }

    private static func swiftFiles(in folder: String) throws -> [URL] {
        try files(in: folder, extensions: ["swift"])
    }

    private static func files(in folder: String, extensions: Set<String>) throws -> [URL] {
        let all = FileManager.default.enumerator(
            at: root.appending(path: folder), includingPropertiesForKeys: nil)
        return (all?.allObjects as? [URL] ?? []).filter {
            extensions.contains($0.pathExtension) && !$0.path.contains("/.build/")
        }
    }
}
