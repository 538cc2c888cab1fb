import Casework
import LineMatching
import Telephony

/// What somebody must know of the method to read an exhibit without the software.
extension ExhibitPaper {
    /// The two statements, as docs/method/method.md has them, and the units.
    func statements(_ paper: inout Paper) {
        let (number, closed) = (
            Format.party(exhibit.suggestion.candidate.party), Format.party(exhibit.closure.party)
        )
        paper.heading("What is weighed")
        paper.facts([
            ("One statement", "\(number) now serves the line that \(closed) served."),
            (
                "The other",
                "It does not: it is somebody else known before the closure, or merely its own earlier self, or a newcomer, "
                    + "either one related to nobody or one who sets up in the same trade with people of the same crowd."
            ),
            (
                "Figures",
                "A ratio is given in times: how many times better what is held fits the one statement than the other. A "
                    + "score is its logarithm to base ten (log10): 1 is ten times, 2 a hundred. A part is given in bits: each "
                    + "doubles how much better the records fit, and 3.32 of them are 1 in log10. Below nought, the other "
                    + "statement fits better."
            ),
        ])
    }

    func limits(_ paper: inout Paper) {
        paper.heading("Known limits")
        paper.text(
            "A newcomer who has this very list, bought or copied, cannot be told from the line’s own new number by contacts "
                + "alone. What the figures are worth was learned from invented traffic and from public records of people "
                + "who changed their number or address, not from lines whose successor a court has found. Where only some "
                + "people’s records are held, rivals look smaller than they are.")
        paper.text(
            "Nothing here is an opinion on where a telephone was. That two numbers used one cell is not that they were in one "
                + "place.")
        paper.text(
            "The method paper is in the software, in docs/method: method.md has every formula, validation.md what was "
                + "measured, attack.md how it fails and how to test an answer.")
    }
}
