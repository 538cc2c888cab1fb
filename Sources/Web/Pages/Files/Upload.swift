import Casework
import HTTPTypes
import Hummingbird

/// An upload as it comes: the layout's name, and one file whose bytes go straight to where originals are received.
struct Upload {
    private let store: any IntakeStore
    private var incoming: (any IncomingOriginal)?
    private var fileName = ""
    private(set) var layout = "auto"
    private var count = 0
    private var part: MultipartReader.Part?

    init(store: any IntakeStore) { self.store = store }

    /// - Throws: ``Refusal``, ``PageRefusal``; nothing of what came is then kept.
    mutating func read(_ request: Request) async throws -> ReceivedOriginal {
        guard var reader = MultipartReader(contentType: request.headers[.contentType] ?? "") else {
            throw Refusal.noFile
        }
        defer { incoming?.discard() }
        do {
            for try await buffer in request.body {
                for piece in try reader.read(Array(buffer.readableBytesView)) { try take(piece) }
            }
        } catch is MultipartReader.Refusal { throw Refusal.malformed } catch  where !(error is PageRefusal) {
            // The connection broke, or the body was no body.
            throw Refusal.cutShort
        }
        // An upload cut short ends without the last boundary.
        guard reader.isFinished else { throw Refusal.cutShort }
        guard let incoming, count > 0 else { throw fileName.isEmpty ? Refusal.noFile : .empty }
        let original = try incoming.finish()
        self.incoming = nil
        return original
    }

    private mutating func take(_ piece: MultipartReader.Piece) throws {
        switch piece {
        case .begin(let begun):
            part = begun
            if begun.name == "layout" { layout = "" }
            if let name = begun.fileName, !name.isEmpty {
                guard incoming == nil else { throw PageRefusal.severalFiles }
                fileName = String((name.split { $0 == "/" || $0 == "\\" }.last ?? "records").prefix(200))
                incoming = try store.receive(name: fileName)
            }
        case .bytes(let bytes):
            if part?.fileName != nil {
                count += bytes.count
                guard count <= FilePages.uploadLimit else {
                    throw PageRefusal.tooLarge(FilePages.uploadLimit)
                }
                do { try incoming?.append(bytes) } catch { throw PageRefusal.noRoom }
            } else if part?.name == "layout", layout.utf8.count < 100 {
                layout += String(decoding: bytes, as: UTF8.self)
            }
        case .end: part = nil
        }
    }

    /// Why an upload gives no file. Said beside the field, so that it can be tried again.
    enum Refusal: Error {
        case noFile, empty, malformed, cutShort

        var sentence: String {
            switch self {
            case .noFile: Missing.file.sentence
            case .empty: "The file is empty."
            case .malformed: "The upload could not be read. Try it again."
            case .cutShort: "The upload ended before the file did. Nothing was taken in; try it again."
            }
        }
    }
}

extension PageRefusal {
    fileprivate static let severalFiles = PageRefusal(
        status: .unprocessableContent, title: "More than one file",
        text: "Import one file at a time, so that each is kept under its own hash.")

    fileprivate static func tooLarge(_ limit: Int) -> PageRefusal {
        PageRefusal(
            status: .contentTooLarge, title: "Too large to upload",
            text: "Files over \(Format.bytes(limit)) are brought in with the command “ringfence import”.")
    }

    fileprivate static let noRoom = PageRefusal(
        status: .init(code: 507, reasonPhrase: "Insufficient Storage"), title: "No room",
        text: "The file could not be written; the disk may be full. Nothing was taken in.")
}
