/// Names that belong to nobody: put together from syllables, so that a real one comes of it by chance only.
struct InventedNames {
    var random: SeededGenerator

    private static let onsets = [
        "B", "Br", "D", "Dr", "F", "G", "Gr", "H", "J", "K", "Kr", "L", "M", "N", "P", "Pr", "R", "S", "St",
        "T",
        "Tr", "V", "W", "Z",
    ]
    private static let vowels = ["a", "e", "i", "o", "u", "ai", "ea", "oo"]
    private static let codas = ["", "l", "n", "r", "s", "t", "m", "k", "ck", "sh", "nd", "rt", "ll"]
    private static let stems = [
        "Alder", "Bracken", "Bram", "Gorse", "Ivel", "Juniper", "Lark", "Nettle", "Osier", "Plover", "Quarn",
        "Rook",
        "Sallow", "Sedge", "Tarn", "Teasel", "Thorn", "Wether", "Wren", "Yarrow",
    ]
    private static let endings = [
        "mere", "moor", "wick", "stead", "holt", "minster", "haven", "fold", "strand",
    ]
    private static let words = [
        "Agate", "Amber", "Apple", "Basalt", "Beech", "Bittern", "Cedar", "Chalk", "Cherry", "Copper",
        "Curlew", "Dunlin",
        "Elder", "Falcon", "Flint", "Garnet", "Granite", "Heron", "Hornbeam", "Indigo", "Jasper", "Juniper",
        "Kestrel",
        "Larch", "Linden", "Maple", "Marble", "Merlin", "Nutmeg", "Onyx", "Opal", "Osprey", "Pearl", "Plum",
        "Quartz",
        "Quince", "Redwing", "Ruby", "Saffron", "Siskin", "Slate", "Spruce", "Swift", "Teal", "Topaz",
        "Umber", "Walnut",
        "Willow",
    ]

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// All there are: every stem with every ending.
    static let places = stems.flatMap { stem in endings.map { stem + $0 } }

    mutating func place() -> String { random.pick(Self.places) }

    /// What a line goes by: one syllable or two.
    mutating func nickname() -> String {
        random.happens(0.5) ? syllable() : syllable() + syllable().lowercased()
    }

    mutating func person() -> String {
        let given = syllable() + syllable().lowercased()
        let family =
            syllable() + syllable().lowercased() + (random.happens(0.4) ? syllable().lowercased() : "")
        return given + " " + family
    }

    /// The name of an operation, by its place among those of one force.
    static func operation(_ place: Int) -> String {
        let word = words[place % words.count]
        return place < words.count ? word : "\(word) \(place / words.count + 1)"
    }

    /// A few invented words, for notes and remarks.
    mutating func remark() -> String {
        let words = (0..<(6 + random.below(18))).map { _ in syllable().lowercased() + syllable().lowercased()
        }
        return words.joined(separator: " ") + "."
    }

    private mutating func syllable() -> String {
        random.pick(Self.onsets) + random.pick(Self.vowels) + random.pick(Self.codas)
    }
}
