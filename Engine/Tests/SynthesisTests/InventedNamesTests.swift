import Testing

@testable import Synthesis

struct InventedNamesTests {
    /// Parts of words that nobody should have to read on a page or say in a briefing. Kept short: the parts names are
    /// made of leave out most by themselves.
    private static let unfit = [
        "anal", "anus", "arse", "bitch", "boob", "chink", "cock", "coon", "crap", "cum", "cunt", "dago",
        "dick", "dyke",
        "fag", "fart", "fuck", "gook", "gyp", "homo", "jap", "jew", "kike", "knob", "minge", "moron", "nazi",
        "negr",
        "nig", "paki", "pike", "piss", "poo", "porn", "prick", "puss", "rape", "rect", "semen", "sex", "shit",
        "slag",
        "slut", "spas", "spic", "tart", "tit", "turd", "twat", "vag", "wank", "whor", "wog", "yid",
    ]

    @Test("No name that there can be is an obscenity or a slur, nor has one in it")
    func decent() {
        let names = InventedNames.all
        #expect(names.count > 30_000)
        let found = names.filter { name in
            let word = name.lowercased()
            return Self.unfit.contains { word.contains($0) }
        }
        #expect(found.isEmpty, "\(found.prefix(5))")
    }

    @Test(
        "What lines and people go by is among the names that there can be",
        arguments: 1...40 as ClosedRange<UInt64>)
    func among(seed: UInt64) {
        let all = Set(InventedNames.all)
        var names = InventedNames(seed: seed)
        for _ in 0..<200 {
            #expect(all.contains(names.nickname()))
            #expect(names.person().split(separator: " ").allSatisfy { all.contains(String($0)) })
        }
    }

    @Test("Lines have names enough that few are numbered")
    func enough() {
        var names = InventedNames(seed: 9)
        let drawn = (0..<2_000).map { _ in names.nickname() }
        #expect(Set(drawn).count > 1_000)
    }
}
