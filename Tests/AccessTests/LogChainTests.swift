import Access
import CallRecords
import Testing

struct LogChainTests {
    /// The way entries are written is for ever: these digests were made by another program from its description.
    @Test("An entry's digest is what it was made of, however it is read later")
    func golden() {
        let draft = LogDraft(
            .alteration, "change-status", by: Actor(userID: 2, login: "a.analyst", source: "192.0.2.1"),
            on: Subject(.line, 7), operation: 3, why: "Café ☎",
            changes: [Change("status", from: "active", to: "dormant")])
        let entry = LogChain.seal(
            draft, sequence: 1, at: Instant(seconds: 1_780_000_000), previous: LogChain.beginning,
            salt: Array(0..<16))
        #expect(entry.changesDigest == "d76ef5ad767e04ab7dc42b282cac4e81a111fbcdcd378a79fd590889d121b50b")
        #expect(entry.digest == "d2a7333042fec6e2082730a78e83768f49dedfe978383d333431c077a6a3f679")
    }

    @Test("Text cannot move from one field into the next unseen")
    func fieldsDoNotRunTogether() {
        func digest(_ act: String, _ why: String) -> String {
            let draft = LogDraft(
                .consultation, act, by: Actor(userID: 1, login: "a", source: "b"), on: Subject(.line, 1),
                why: why)
            return LogChain.seal(
                draft, sequence: 1, at: MemoryLog.start, previous: LogChain.beginning, salt: []
            ).digest
        }
        #expect(digest("see", "line") != digest("seel", "ine"))
        #expect(digest("see4:line", "") != digest("see", "4:line"))
    }

    @Test("Without its salt, nobody can guess from an entry what was changed")
    func salted() {
        let changes = [Change("name", from: "", to: "Ash")]
        #expect(LogChain.digest(of: changes, salt: [1]) != LogChain.digest(of: changes, salt: [2]))
    }

    // MARK: Erased changes

    @Test(
        "What an erasure took is written in ranges, and read back",
        arguments: [
            (sequences: [Int64](), acts: [String]()),
            (sequences: [7], acts: ["erase-changes 7"]),
            (sequences: [5, 3, 4, 17, 3], acts: ["erase-changes 3-5,17"]),
        ])
    func erasedRanges(sequences: [Int64], acts: [String]) throws {
        let erased = ErasedChanges(sequences)
        #expect(erased.acts == acts)
        for act in acts { #expect(try #require(ErasedChanges(act: act)) == erased) }
        for sequence in Int64(0)...20 { #expect(erased.contains(sequence) == sequences.contains(sequence)) }
    }

    @Test("Very many are told in several entries")
    func erasedInParts() throws {
        let odd = (0..<1_000).map { Int64($0 * 2 + 1) }
        let acts = ErasedChanges(odd).acts
        #expect(acts.count == 3)
        let read = try acts.flatMap { try #require(ErasedChanges(act: $0)).ranges.map(\.lowerBound) }
        #expect(read == odd)
    }

    @Test(
        "Anything else is no such act",
        arguments: [
            "delete records", "erase-changes", "erase-changes ", "erase-changes 0", "erase-changes 5-3",
            "erase-changes 5,5", "erase-changes 9,3", "erase-changes 1-", "erase-changes x",
            "erase-changes 1,,2",
            "Erase-changes 1", "erase-changes 1-2-3", "erase-changes -1",
        ])
    func noErasure(act: String) { #expect(ErasedChanges(act: act) == nil) }

    // MARK: Files

    @Test("A line of an exported log is read back as it was", arguments: [1, 2, 3] as [UInt64])
    func lines(seed: UInt64) throws {
        for kept in MemoryLog(40, seed: seed).entries {
            #expect(!kept.line.contains("\n"))
            #expect(try #require(KeptEntry(line: kept.line)) == kept)
        }
        let beginning = LogFile.Beginning(isWhole: true, head: 40, headDigest: "ab")
        #expect(LogFile.Beginning(line: beginning.line) == beginning)
        #expect(
            beginning.line == #"{"format":"ringfence-log-1","head":40,"head_digest":"ab","is_whole":true}"#)
    }

    @Test(
        "What is no line of a log is not taken for one",
        arguments: [
            "", "{}", "[1]", "sequence,at",
            #"{"format":"ringfence-log-2","head":0,"head_digest":"","is_whole":true}"#,
        ])
    func noLine(text: String) {
        #expect(KeptEntry(line: text) == nil)
        #expect(LogFile.Beginning(line: text) == nil)
    }

    // MARK: Checkpoints

    @Test("A checkpoint reads back, and is genuine only as it was signed")
    func checkpoints() throws {
        let key = SigningKey()
        let checkpoint = try MemoryLog(3, seed: 1).checkpoint(after: 3, key: key)
        #expect(Checkpoint(line: checkpoint.line) == checkpoint)
        #expect(checkpoint.isGenuine)
        #expect(try #require(SigningKey(hexadecimal: key.hexadecimal)).publicKey == key.publicKey)
        for forged in [
            checkpoint.line.replacing("\"sequence\":3", with: "\"sequence\":2"),
            checkpoint.line.replacing("\"at_us\":178", with: "\"at_us\":179"),
            checkpoint.line.replacing(key.publicKey, with: SigningKey().publicKey),
        ] {
            #expect(forged != checkpoint.line)
            #expect(try !#require(Checkpoint(line: forged)).isGenuine)
        }
        #expect(Checkpoint(line: "{}") == nil)
        #expect(SigningKey(hexadecimal: "ab") == nil)
    }
}
