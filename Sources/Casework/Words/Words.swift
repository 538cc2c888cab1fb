import CallRecords
import LineMatching
import Telephony

/// The product's sentences: every refusal and reason as a person reads it, made here and nowhere else.
///
/// Each says what is wrong, where, and how to mend it.
package enum Words {
    // MARK: Rows

    package static func sentence(_ reason: QuarantineReason) -> String {
        switch reason {
        case .time(let refusal, let text): "“\(text)” is not read as a time: \(sentence(refusal))"
        case .party(let error, let text): "“\(text)” is no number, sender or identifier: \(sentence(error))"
        case .handset(let error, let text): "“\(text)” is no IMEI: \(sentence(error))"
        case .sim(let error, let text): "“\(text)” is no IMSI: \(sentence(error))"
        case .cell(let error, let text): "“\(text)” is no cell: \(sentence(error))"
        case .kind(let text): "“\(text)” is not a kind of communication that the layout knows"
        case .direction(let text): "“\(text)” is not a direction that the layout knows"
        case .duration(let text): "“\(text)” is not a duration in whole seconds"
        case .missing: "The cell is empty and every row must have it"
        case .tooFewCells(let found, let expected):
            "The row has \(found) cells where the header has \(expected)"
        case .tooManyCells(let found, let expected):
            "The row has \(found) cells or more where the header has \(expected), and one beyond them holds text"
        case .unclosedQuote: "A quotation mark opens and is not closed, or not within 65,536 bytes"
        case .textAfterQuote: "Text follows a closing quotation mark"
        case .notText: "The cell holds bytes that are neither UTF-8 nor Windows-1252 text"
        case .rowTooLong(let limit): "The row is longer than \(limit) bytes"
        }
    }

    package static func sentence(_ refusal: TimeRefusal) -> String {
        switch refusal {
        case .form: "it is not written in the form expected"
        case .noSuchTime: "there is no such day or time of day"
        case .noZone: "no time zone is written; add one, such as Z or +01:00"
        case .twice: "the clocks showed it twice, when they went back"
        case .never: "the clocks skipped it, when they went forward"
        case .implausible: "it is outside the years such records can be from"
        }
    }

    package static func sentence(_ error: PartyParseError) -> String {
        switch error {
        case .empty: "nothing is written"
        case .unexpected(let character, let offset):
            "\(shown(character)) has no place in it (character \(offset + 1))"
        case .scientificNotation:
            "a spreadsheet has turned it into scientific notation and lost digits; ask for the file as text"
        case .digitCount(let found): "it has \(Format.count(found, "digit"))"
        case .callingCode: "no country's code begins with these digits"
        case .length(let code, let found): "numbers under +\(code) do not have \(found) digits after the code"
        case .ambiguous: "it can be a number of two countries; write it with + and the country's code"
        case .tooLong(let found, let limit): "it is \(found) bytes long, and \(limit) is the most"
        }
    }

    static func sentence(_ error: IdentifierParseError) -> String {
        switch error {
        case .digitCount(let found): "it has \(Format.count(found, "digit"))"
        case .unexpected(let character, let offset):
            "\(shown(character)) has no place in it (character \(offset + 1))"
        case .checkDigit(let found, let expected): "its check digit is \(found) and should be \(expected)"
        case .field(let name): "its \(name) cannot exist"
        }
    }

    private static func shown(_ character: Character) -> String {
        let isVisible = character.unicodeScalars.allSatisfy {
            $0.value > 0x20 && $0.value != 0x7F && $0.value != 0xFFFD
        }
        let code = character.unicodeScalars.first.map { String($0.value, radix: 16, uppercase: true) } ?? ""
        return isVisible
            ? "“\(character)”"
            : "the character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code)"
    }

    // MARK: Files

    package static func sentence(_ refusal: FileRefusal) -> String {
        switch refusal {
        case .empty: "The file is empty."
        case .notText(.zip):
            "The file is a ZIP archive or an Excel workbook (.xlsx), not delimited text. Unpack it, or ask the "
                + "provider for CSV; saving a workbook as CSV can lose digits of long numbers."
        case .notText(.utf16):
            "The file is UTF-16 text. Save it as UTF-8 CSV, which keeps every character, and import that."
        case .notText(.gzip):
            "The file is packed with gzip. Unpack it first: gunzip makes the text of it."
        case .notText(let format):
            "The file is \(format.rawValue), not delimited text. Ask the provider for CSV."
        case .noHeader(let layout, let missing, let seen):
            "No row among the first ones names the columns of the layout “\(layout)”: "
                + "\(missing.map { "“\($0)”" }.joined(separator: ", ")) not found. The row nearest to it reads “\(seen)”."
        case .columnNamedTwice(let name):
            "The header names the column “\(name)” twice, so it is not clear which one to read."
        case .carriageReturnsOnly:
            "The file's lines end in carriage returns alone. Save it with Windows or Unix line ends."
        case .unclosedQuote(let line): "Line \(line): a quotation mark opens and is not closed."
        case .textAfterQuote(let line):
            "Line \(line): text follows a closing quotation mark. Put the whole cell in quotation marks, and double those inside it."
        case .cellCount(let line, let found, let expected):
            "Line \(line) has \(found) cells where the header has \(expected)."
        case .noLayoutFits(_, _, let nearest?):
            "No layout fits the file. The nearest is “\(nearest.name)”, whose columns it has, but most of its first rows "
                + "are not read: \(place(nearest.line, nearest.column)): \(oneLine(sentence(nearest.reason), most: 300)). "
                + "Mend the rows, or name the layout to set them aside."
        case .noLayoutFits(let tried, let seen, nil):
            "No layout fits the file; tried \(tried.joined(separator: ", ")). It begins “\(oneLine(seen))”. "
                + "Name a layout, or write one: the manual's page on layouts shows how."
        case .severalLayoutsFit(let names):
            "The layouts \(names.joined(separator: " and ")) fit the file equally well. Name the one it is."
        }
    }

    /// Where a row stands, as a message begins: `line 2, time`.
    package static func place(_ line: Int, _ column: String?) -> String {
        "line \(line)" + (column.map { ", \($0)" } ?? "")
    }

    /// Where a row stands that was set aside, and why.
    package static func sentence(_ row: QuarantinedRow) -> String {
        "\(place(row.line, row.column)): \(sentence(row.reason))"
    }

    private static func oneLine(_ text: String, most: Int = 120) -> String {
        String(text.prefix(most)).split { $0.isNewline }.joined(separator: " ")
    }

    package static func sentence(_ refusal: IntakeRefusal) -> String {
        switch refusal {
        case .file(let refusal): sentence(refusal)
        case .noSuchLayout(let name, let known):
            "There is no layout “\(name)”. The layouts here are \(known.sorted().joined(separator: ", "))."
        case .alreadyImported(let name, let id):
            "These exact bytes are in the operation already, as file \(id) (“\(name)”). Nothing was changed."
        case .beingTakenIn(let name):
            "These exact bytes are being taken in at this moment (“\(name)”). Wait until that is done, then try again."
        case .deletedBefore:
            "These exact bytes were in the casebook once and were deleted. What was deleted is not taken in again."
        }
    }

    /// What a person should look at before relying on a file that was taken in; nil where nothing stands out.
    package static func warning(_ reading: Reading) -> String? {
        if reading.rows == 0 { return "The file has a header and no records." }
        if reading.events == 0 { return "No row could be read: every one is quarantined. Check the layout." }
        if reading.quarantined > reading.events {
            return "More rows are quarantined than were read. Check the layout."
        }
        return nil
    }

    package static func sentence(_ error: LayoutError, file: String) -> String {
        "The layout file \(file) is refused: \(error.key.isEmpty ? "it" : "“\(error.key)”") \(error.message)."
    }

    // MARK: Questions and the register

    /// - Parameter kind: as of a ``Party``.
    package static func notALineNumber(_ party: String, kind: String) -> String {
        let noun =
            switch kind {
            case "withheld": "a withheld number"
            case "voicemail": "voicemail"
            case "identifier": "an identifier"
            default: "a \(kind)"
            }
        return "\(party) is \(noun), which cannot be a line's number."
    }

    package static func sentence(_ refusal: QuestionRefusal, _ party: String) -> String {
        switch refusal {
        case .closedNumberUnknown:
            "No record names \(party). Check the number, written as it is in the records, and the files."
        case .notALineNumber(let kind): notALineNumber(party, kind: kind)
        case .untilBeforeClosure: "The last moment to look at is before the closure."
        case .nothingBeforeClosure:
            "No record before the closure names \(party), so there are no contacts to know its successor by. "
                + "Check the time of closure, or import records from before it."
        }
    }

    package static func sentence(_ refusal: RegisterRefusal) -> String {
        switch refusal {
        case .stepNotAllowed(.open, _): "There is no decision on this candidate to undo."
        case .stepNotAllowed(let state, _):
            "This candidate is \(state.rawValue) already. Undo that decision first."
        case .lineNameEmpty: "Enter the name the line is known by."
        case .lineNameTooLong(let limit): "The line's name must be \(limit) characters or fewer."
        case .lineNameTaken(let name): "There is a line called “\(name)” already."
        case .noSuchLine(let name): "There is no line “\(name)”."
        case .noSuchClosure(let id): "There is no closure \(id)."
        case .noSuchAnswer(let id):
            "There is no answer \(id). A closure’s page, and its trace in JSON, say the number of its latest answer."
        case .noSuchPlace(let place, let count):
            "The answer has \(Format.count(count, "candidate")), and none in place \(place)."
        case .notACandidate(let party): "\(Format.party(party)) is not among the candidates of this closure."
        case .notANumber(_, .empty): "Enter a phone number, like 07700 900 982 or +44 808 157 0192."
        case .notANumber(let text, let error):
            "“\(text)” is not read as a number: \(sentence(error)). "
                + "Enter a phone number, like 07700 900 982 or +44 808 157 0192, or id: and an identifier."
        case .notALineNumber(let party):
            notALineNumber(Format.party(party), kind: party.kind)
        case .numberServes(let party, let line):
            "\(Format.party(party)) serves the \(line) line at that time. Close it there first."
        case .numberServesNoLine(let party):
            "\(Format.party(party)) is not recorded as any line's number at that time. Name the line it served."
        case .closedBeforeItServed(let party, let from):
            "\(Format.party(party)) is recorded as serving its line from \(Format.time(from)), after that time."
        case .closedAlready(let party, let line, let time):
            "\(Format.party(party)) is recorded as closed for the \(line) line already, at \(Format.time(time))."
        case .closureInTheFuture(let time):
            "\(Format.time(time)) has not come yet. Enter when the number was closed."
        case .reasonMissing: "Enter the reason for your decision."
        case .noSuchOperation(let name): "There is no operation “\(name)” that you may open."
        case .noSuchCheckBack(let id): "There is no check-back \(id)."
        case .noSuchSubject(let kind): "There is no such \(kind) here, or none that you may open."
        case .noSuchAuthorisation(let reference):
            "There is no authorisation “\(reference)” in this operation. Record it first."
        case .taken(let name): "“\(name)” is in this operation already."
        case .decisionStands(let party):
            "A candidate is accepted as the number after \(Format.party(party)). Undo that decision first."
        case .nameMissing(let limit): "Enter a name of \(limit) characters or fewer."
        case .notAnIdentifier(let text, let error):
            "“\(text)” is not read as that identifier: \(sentence(error))."
        case .endsBeforeItBegins: "The end is before the beginning."
        case .grantedInTheFuture(let time):
            "\(Format.time(time)) has not come yet. Enter when the authorisation was granted."
        case .authorisationNeeded: "Name the authorisation under which these records were obtained."
        case .textTooLong(let limit): "Reasons must be \(limit) characters or fewer, and names 60."
        case .question(let refusal, let party): sentence(refusal, Format.party(party))
        case .closedSince(let party):
            "\(Format.party(party)) has been closed since, and that closure rests on this decision."
        case .controlCharacter:
            "The text holds a character that cannot be seen, such as a null or a change of writing direction. "
                + "Type it again without."
        case .notEmpty: "This casebook holds lines already. The worked example goes into an empty one."
        }
    }

    package static func sentence(_ error: IdentifierTextError) -> String {
        switch error {
        case .unknownKind(let kind): "no kind of identifier is called “\(kind)”"
        case .value(let error): sentence(error)
        case .number(let error): sentence(error)
        }
    }

    package static func sentence(_ refusal: FieldRefusal) -> String {
        switch refusal {
        case .missing(let field): "Enter \(name(of: field))."
        case .tooLong(let field, let limit): "\(field.title) must be \(limit) characters or fewer."
        case .tooMany(let field, let limit): "\(field.title): \(limit) is the most there can be."
        case .notAChoice(let field): "Choose \(name(of: field)) from those offered."
        case .notADay(let field):
            "\(field.title): enter a date like 31/03/2026, or a year where that is asked."
        case .notAnIdentifier(let field, let text):
            "\(field.title): “\(text)” is not read as a number or an identifier. Write a number like 07700 900 982, or "
                + "a kind and its value like imei:490154203237518."
        case .controlCharacter: sentence(RegisterRefusal.controlCharacter)
        case .changedMeanwhile(let field, let now):
            "Somebody changed \(name(of: field)) meanwhile: it is “\(now)” now. Look at it, and change it again if it "
                + "should be otherwise."
        case .noSuchField(let key): "There is no field “\(key)” to change."
        }
    }

    private static func name(of field: Field) -> String {
        field.title.prefix(1).lowercased() + field.title.dropFirst()
    }

    /// What should be looked at in what came back; nil where it is as it was asked for.
    package static func warning(_ check: ReturnCheck) -> String? {
        var parts: [String] = []
        if check.otherNumbers > 0 {
            parts.append(
                "\(Format.count(check.otherNumbers, "event")) \(check.otherNumbers == 1 ? "names" : "name") none of the numbers that were asked for"
            )
        }
        if check.outsidePeriod > 0 {
            parts.append(
                "\(Format.count(check.outsidePeriod, "event")) \(check.outsidePeriod == 1 ? "lies" : "lie") outside the period that was asked for"
            )
        }
        guard !parts.isEmpty else { return nil }
        return
            "What came back is not what was asked: \(parts.joined(separator: ", and ")). Data that was not authorised "
            + "must be reported: ask your single point of contact before using it."
    }
}
