import CallRecords
import Casework
import LineMatching
import Telephony

/// An exhibit as a document of its own: readable without Ringfence, made for paper, with all that it rests on.
package struct ExhibitPaper {
    let exhibit: Exhibit

    package init(_ exhibit: Exhibit) { self.exhibit = exhibit }

    /// For the file it is kept in: letters, digits and hyphens.
    package var name: String { "exhibit-answer-\(exhibit.trace.id)-candidate-\(exhibit.suggestion.place)" }

    /// Rows of each table of contacts: a line may have thousands, and paper is for reading.
    package static let annexRows = 100

    private var trace: Trace { exhibit.trace }
    private var suggestion: Suggestion { exhibit.suggestion }
    private var candidate: Candidate { exhibit.suggestion.candidate }

    /// One HTML document, the same bytes for the same exhibit.
    package var html: String {
        var paper = Paper()
        question(&paper)
        statements(&paper)
        strength(&paper)
        contacts(&paper)
        doubts(&paper)
        limits(&paper)
        paper.heading("Every candidate kept")
        paper.table(
            Tables.candidates(
                trace.suggestions, of: trace.scale, closedAt: exhibit.closure.closedAt, file: nil),
            whenEmpty: "none.")
        provenance(&paper)
        annex(&paper)
        let number = Format.party(candidate.party)
        return paper.html(
            title: "Exhibit: answer \(trace.id), \(number)",
            heading:
                "Is \(number) the number that replaced \(Format.party(exhibit.closure.party))?")
    }

    // MARK: What was asked and what was found

    private func question(_ paper: inout Paper) {
        let handing = exhibit.handing
        paper.text(Words.sentence(trace.settings.name), "mark")
        paper.text(Words.scoreCaution, "inset")
        paper.facts([
            ("Line", exhibit.line.name), ("Operation", exhibit.operation),
            ("Number closed", Format.party(exhibit.closure.party)),
            (
                "Closed",
                "\(Format.time(exhibit.closure.closedAt)), by: \(Tables.name(of: exhibit.closure.kind).lowercased())"
            ),
            (
                "Question",
                "Which number serves the line since? From records up to "
                    + (trace.until.map(Format.time) ?? "the last that were held")
            ),
            ("Answer", "\(trace.id), given \(Format.time(trace.ranAt))"),
            (
                "Answered by",
                "Ringfence \(trace.software), scorer \(trace.settings.scorer) version \(trace.settings.version)"
            ),
            ("Given to", handing.recipient), ("Given by", "\(handing.by), \(Format.time(handing.at))"),
            ("Reason", handing.reason),
        ])
    }

    private func strength(_ paper: inout Paper) {
        paper.heading("How strong the evidence is")
        if let ratio = trace.scale.log10Ratio(candidate.score) {
            paper.text(Words.sentence(log10Ratio: ratio))
        } else {
            paper.text("Score \(Format.decimal(candidate.score, 3)), to be compared within this answer only.")
        }
        let none = Words.none(among: trace.suggestions.map(\.candidate.score), trace.scale)
        if !none.isEmpty { paper.text(none) }
        let cap = Words.cap(candidate.score, trace.scale)
        if !cap.isEmpty { paper.text(cap) }
        let hours = Format.hours(candidate.firstContact.hours(since: exhibit.closure.closedAt))
        paper.facts([
            (
                "Place", Words.place(suggestion.rank, trace.view)
            ),
            ("First contact with one", "\(Format.time(candidate.firstContact)), \(hours) after the closure"),
            (
                "First seen in any record",
                Format.time(candidate.firstSeen)
                    + (candidate.isNew(after: exhibit.closure.closedAt)
                        ? ", new since the closure" : ", before the closure")
            ),
        ])
        guard !suggestion.parts.isEmpty else { return paper.text(Words.notExplained) }
        paper.text(Words.bitsExplained)
        paper.drawing(Drawings.waterfall(suggestion, of: trace.scale))
        paper.table(Tables.parts(suggestion, of: trace.scale))
        paper.text("The words for a ratio are those of: \(Words.scaleSource)", "quiet")
    }

    private func contacts(_ paper: inout Paper) {
        paper.heading("Whose contacts they are")
        let stories = trace.contacts(beside: suggestion)
        paper.drawing(
            Drawings.contacts(
                stories.chosen(ContactPicture.most), of: trace, suggestion, closed: exhibit.closure))
    }

    private func annex(_ paper: inout Paper) {
        let stories = trace.contacts(beside: suggestion)
        paper.heading("Annex: the contacts", isAnnex: true)
        if !stories.isEmpty {
            paper.table(Tables.contacts(stories, closedAt: exhibit.closure.closedAt).first(Self.annexRows))
            rest(stories.count, of: trace.view.contacts, "heaviest", &paper)
        }
        let shared = Tables.sharedContacts(candidate)
        paper.table(shared.first(Self.annexRows), whenEmpty: "none.")
        rest(shared.rows.count, of: shared.rows.count, "that speak for it most", &paper)
    }

    /// Says what of a table is not on paper, and where it is.
    private func rest(_ kept: Int, of all: Int, _ which: String, _ paper: inout Paper) {
        guard all > Self.annexRows else { return }
        let most = Format.number(Self.annexRows)
        paper.text(
            "Of \(Format.number(all)), the \(most) \(which). The candidate’s page gives "
                + (kept == all ? "all of them" : "the \(Format.number(kept)) heaviest")
                + " as CSV; so does the command under “How to repeat it”, with --format json.")
    }

    // MARK: What is doubtful

    private func doubts(_ paper: inout Paper) {
        paper.heading("What would change the answer")
        if let range = suggestion.leaveOneOut {
            let isFirst = trace.suggestions.first?.candidate.party == candidate.party
            paper.text(
                Words.sentence(
                    range, of: candidate.score, contacts: candidate.sharedContacts.count, isFirst: isFirst,
                    trace.scale))
        } else {
            paper.text("Leaving out one contact at a time was worked out for the strongest candidates only.")
        }
        paper.heading("What is unknown")
        paper.text(Words.sentence(trace.view))
        guard !trace.contacts.isEmpty else { return }
        paper.text(Words.sentence(trace.furtherRecords, of: trace.view))
        if !trace.furtherRecords.wanted.isEmpty {
            paper.table(Tables.furtherRecords(trace.furtherRecords))
        }
    }

    // MARK: What it rests on

    private func provenance(_ paper: inout Paper) {
        paper.heading("The records")
        paper.table(Tables.usedFiles(exhibit.files), isExact: true, whenEmpty: "none.")
        if !exhibit.missing.isEmpty {
            paper.text(
                "Used for the answer and no longer in the operation: "
                    + exhibit.missing.map { "file \($0)" }.joined(separator: ", ") + ".")
        }
        paper.heading("How to repeat it")
        paper.text(
            "With the files named above, by anybody who has Ringfence \(trace.software); nothing is kept. The first lines it "
                + "prints are the files’ names; --format json gives their digests too.")
        paper.command(ExhibitCommand(exhibit).text)
        paper.heading("Settings")
        paper.text(
            "Every setting of the answer, by name. In the software, docs/method/method.md says what each constant is and "
                + "where it comes from, and docs/method/calibration.md how the others were fitted: those whose names begin "
                + "with weight, bend, slope, nothing, height or behind.")
        paper.table(Tables.settings(trace.settings))
    }
}
