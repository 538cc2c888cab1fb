/// Why a watch does not take what it is given.
package enum WatchRefusal: Error, Hashable, Sendable {
    /// Another process watches with the folder.
    case folderInUse(String)
    case cannotWrite(String, why: String)
    case damagedState(String)
    /// The state is whole, and in a form that another version writes.
    case otherVersion(String)
    /// Where a folder is wanted.
    case notAFolder(String)
    /// A folder that is not a watch's, and that others than its owner can read.
    case openFolder(String)
    /// The state was made for other lines, closures, contacts or settings.
    case otherList(String)
    case otherOrder(held: String, given: String)
    case otherLayout(held: String, given: String)
    /// An input begins after the place that was reached, so bytes are missing.
    case missingBytes(input: String, reached: Int, begins: Int)
    /// An input's first bytes are not those read before under its name.
    case otherInput(String, reached: Int)
    /// An input ends before the place that was reached.
    case shortInput(String, reached: Int)
    /// A batch was left out.
    case batchMissing(source: String, expected: Int, given: Int)
    /// Other bytes were counted under the number before.
    case batchDiffers(source: String, sequence: Int)
    /// A number before that of the batch counted last: what it held then is not known any more.
    case batchPassed(source: String, sequence: Int, next: Int)
    /// A batch has no row, or none that can be read.
    case nothingRead(source: String, sequence: Int, reasons: [String: Int])

    package var sentence: String {
        switch self {
        case .folderInUse(let folder):
            "Another watch works with \(folder). Stop that one, or name another folder with --state."
        case .cannotWrite(let path, let why): "\(path) cannot be written: \(why)."
        case .damagedState(let path):
            "\(path) is damaged, and nothing is guessed. Put a copy of it back, or watch again from the beginning with an empty folder."
        case .otherVersion(let path):
            "\(path) was made by another version of Ringfence. Go on with the version that made it, or watch from the first record on with an empty folder."
        case .notAFolder(let path): "\(path) is a file. Name a folder with --state."
        case .openFolder(let path):
            "Others than its owner may look into \(path). Shut it (chmod 700), or name another folder with --state."
        case .otherList(let path):
            "\(path) was made for other lines, closures, contacts or settings. Give the lists it was made for, or another folder with --state."
        case .otherOrder(let held, let given):
            "The folder belongs to the order “\(held)”, not “\(given)”. What was gathered under one order is not used under another: name another folder with --state."
        case .otherLayout(let held, let given):
            "The folder's records were read by the layout \(held), not \(given). Name \(held) with --layout, or another folder with --state."
        case .missingBytes(let input, let reached, let begins):
            "“\(input)” is read up to byte \(reached), and this begins at byte \(begins): the bytes between are missing."
        case .otherInput(let input, let reached):
            "This is not the input that was read up to byte \(reached) as “\(input)”: its first bytes differ. Give it a name of its own with --input."
        case .shortInput(let input, let reached):
            "“\(input)” was read up to byte \(reached) before, and now ends sooner. Give a new input a name of its own with --input."
        case .batchMissing(let source, let expected, let given):
            "Batch \(expected) of “\(source)” comes next, not \(given). Post the missing ones first."
        case .batchDiffers(let source, let sequence):
            "Batch \(sequence) of “\(source)” was counted before, and held other records. A new batch takes the next number."
        case .batchPassed(let source, let sequence, let next):
            "Batch \(sequence) of “\(source)” was counted long ago; \(next) comes next. What is posted now was not counted: a new batch takes the next number."
        case .nothingRead(let source, let sequence, let reasons):
            "No row of batch \(sequence) of “\(source)” can be read (\(reasons.isEmpty ? "it has none" : WatchWords.codes(reasons))): nothing was counted, and the number is not used up."
        }
    }
}
