/// Names that belong to nobody: put together from parts, so that a real one comes of it by chance only. The parts are
/// chosen so that no two or three of them make an obscenity or a slur.
struct InventedNames {
    var random: SeededGenerator

    private static let firsts = [
        "Al", "Am", "Bel", "Ber", "Bram", "Bren", "Cal", "Cor", "Dar", "Del", "Dor", "El", "Em", "Fal", "Fen",
        "Gal",
        "Gar", "Hal", "Hol", "Jal", "Jor", "Kel", "Ker", "Lan", "Lor", "Mar", "Mel", "Mor", "Nel", "Nor",
        "Ol", "Or",
        "Pel", "Per", "Quil", "Ral", "Ren", "Ros", "Sal", "Sel", "Tal", "Tam", "Tor", "Ul", "Val", "Ver",
        "Wel", "Win",
        "Yar", "Zel",
    ]
    private static let seconds = [
        "da", "dor", "la", "lan", "len", "lin", "lo", "ma", "mer", "mo", "na", "ne", "nor", "ra", "ren",
        "rin", "ro",
        "sa", "sor", "ta", "ten", "tor", "va", "ven", "vin", "wen", "yan",
    ]
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

    /// What a line goes by: one part, two or three.
    mutating func nickname() -> String {
        let parts = 1 + [0, 1, 1, 2][random.below(4)]
        return joined(parts)
    }

    mutating func person() -> String {
        joined(2) + " " + joined(random.happens(0.4) ? 3 : 2)
    }

    /// Every name of one part, two and three that there can be.
    static var all: [String] {
        let pairs = firsts.flatMap { first in seconds.map { first + $0 } }
        return firsts + pairs + pairs.flatMap { pair in seconds.map { pair + $0 } }
    }

    /// The name of an operation, by its place among those of one force.
    static func operation(_ place: Int) -> String {
        let word = words[place % words.count]
        return place < words.count ? word : "\(word) \(place / words.count + 1)"
    }

    /// A few invented words, for notes and remarks.
    mutating func remark() -> String {
        let words = (0..<(6 + random.below(18))).map { _ in joined(2).lowercased() }
        return words.joined(separator: " ") + "."
    }

    private mutating func joined(_ parts: Int) -> String {
        (1..<parts).reduce(random.pick(Self.firsts)) { name, _ in name + random.pick(Self.seconds) }
    }
}
