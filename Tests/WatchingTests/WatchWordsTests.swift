import CallRecords
import Telephony
import Testing

@testable import Watching

struct WatchWordsTests {
    @Test(
        "What is said of a row that is set aside holds nothing of its cells",
        arguments: [
            .time(.form, text: "+447700900123"), .party(.empty, text: "+447700900123"),
            .party(.unexpected("9", offset: 3), text: "+447700900123"),
            .handset(.digitCount(found: 3), text: "+447700900123"),
            .sim(.checkDigit(found: 1, expected: 2), text: "+447700900123"),
            .cell(.digitCount(found: 3), text: "+447700900123"), .kind(text: "+447700900123"),
            .direction(text: "+447700900123"), .duration(text: "+447700900123"), .missing,
            .tooFewCells(found: 2, expected: 3),
        ] as [QuarantineReason])
    func rows(reason: QuarantineReason) {
        let sentence = WatchWords.sentence(reason)
        #expect(!sentence.isEmpty && !sentence.contains("9"))
    }

    @Test(
        "What is said of an input that is refused holds nothing of its rows",
        arguments: [
            .noHeader(layout: "ringfence", missing: ["from"], seen: "+447700900123"),
            .empty, .columnNamedTwice("from"),
        ] as [FileRefusal])
    func files(refusal: FileRefusal) {
        #expect(!WatchWords.sentence(refusal).contains("9"))
    }
}
