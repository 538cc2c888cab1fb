import CallRecords
import Casework
import LineMatching

/// The drawings of an answer's candidate.
package enum Drawings {
    /// Empty where the answer was made before its parts were kept.
    package static func waterfall(_ suggestion: Suggestion, of answer: AnswerScale) -> String {
        let score = suggestion.candidate.score
        let reported = answer.log10Ratio(score).flatMap { abs($0) < abs(score) - 1e-9 ? $0 : nil }
        return Waterfall(
            suggestion.parts.map { .init(Words.title(of: $0), bits: $0.bits) }, total: bits(score),
            reported: reported.map(bits)
        ).svg
    }

    private static func bits(_ log10: Double) -> Double { WeighedPart(name: "", log10: log10).bits }

    /// Empty where the answer was made before the closed number's contacts were kept.
    ///
    /// - Parameter stories: those to be drawn.
    package static func contacts(
        _ stories: [ContactStory], of trace: Trace, _ suggestion: Suggestion, closed: Closure
    ) -> String {
        ContactPicture(
            closed: Format.party(closed.party), candidate: Format.party(suggestion.candidate.party),
            stories.map { row(of: $0, closed.closedAt) },
            hidden: max(0, trace.view.contacts - stories.count)
        ).svg
    }

    private static func row(of story: ContactStory, _ closedAt: Instant) -> ContactPicture.Row {
        let since: ContactPicture.Row.Since
        if let shared = story.shared {
            since = .taken(
                events: shared.eventsWithCandidate,
                hoursAfterClosure: shared.firstWithCandidate.hours(since: closedAt))
        } else {
            since = story.contact.eventsSince == 0 ? .unknown : .elsewhere
        }
        return ContactPicture.Row(
            Format.party(story.contact.party), share: story.contact.share, since,
            movedTo: story.contact.movedTo.map(Format.party) ?? "")
    }
}
