import Telephony

/// How names and numbers are kept for searching, and how what is typed is held against them.
package enum SearchTerms {
    /// What a name is found by: its words, and the grams of three letters of each, marked with `~`.
    package static func kept(_ name: String) -> Set<String> {
        let words = Self.words(of: name)
        // `=` stands once for each name, so that one found by its grams is read once.
        return Set(words).union(words.flatMap(grams)).union(["=" + words.joined(separator: " ")])
    }

    /// How close a name must be to be shown.
    package static let least = 0.45

    /// How close what was typed is to a name, from 0 to 1: each word typed against the name's nearest word.
    package static func closeness(of typed: [String], to name: String) -> Double {
        let known = words(of: name)
        guard !typed.isEmpty, !known.isEmpty else { return 0 }
        let sum = typed.reduce(0) { sum, word in sum + (known.map { closeness(word, $0) }.max() ?? 0) }
        return sum / Double(typed.count)
    }

    /// 1 for a word that begins so, else the share of their grams that two words have in common (Dice, 1945), or for a
    /// letter or two mistyped, the share that is right.
    private static func closeness(_ typed: String, _ word: String) -> Double {
        if word.hasPrefix(typed) { return 1 }
        let (left, right) = (Set(grams(of: typed)), Set(grams(of: word)))
        guard !left.isEmpty, !right.isEmpty else { return 0 }
        let shared = 2 * Double(left.intersection(right).count) / Double(left.count + right.count)
        let (length, slips) = (max(typed.count, word.count), slips(typed, word))
        guard slips <= (length > 5 ? 2 : 1), length > 3 else { return shared }
        return max(shared, 1 - Double(slips) / Double(length))
    }

    /// Letters put in, left out, mistaken or changed about (Damerau, 1964; Levenshtein, 1966).
    static func slips(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var rows = [Array(0...right.count)]
        for (i, letter) in left.enumerated() {
            var row = [i + 1]
            for (j, other) in right.enumerated() {
                var least = min(rows[i][j + 1], row[j]) + 1
                least = min(least, rows[i][j] + (letter == other ? 0 : 1))
                if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other {
                    least = min(least, rows[i - 1][j - 1] + 1)
                }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }

    /// What a number is found by: its digits from the end, so that its last ones find it.
    package static func kept(_ party: Party) -> String {
        switch party {
        case .number(let number): "#" + String(number.description.filter(\.isNumber).reversed())
        default: "#" + String(party.description.reversed())
        }
    }

    /// Splits what was typed into words of names, and digits of a number.
    package static func asked(_ text: String) -> (words: [String], digits: String) {
        if let party = try? Party(parsing: text), case .number = party {
            return ([], String(kept(party).dropFirst()))
        }
        let hasLetters = text.contains(where: \.isLetter)
        let digits = text.filter { $0.isNumber && $0.isASCII }
        if !hasLetters, digits.count >= 3 {
            // The end of a number as typed; a leading zero stands for the country's code.
            let national = digits.drop { $0 == "0" }
            return ([], String(national.reversed()))
        }
        return (Array(words(of: text).prefix(6)), "")
    }

    /// Words in small letters, without marks over them.
    package static func words(of text: String) -> [String] {
        text.lowercased().split { !($0.isLetter || $0.isNumber) }.map { plain(String($0)) }
    }

    /// Three letters at a time, with the word's ends marked: a misspelt word shares most of them.
    package static func grams(of word: String) -> [String] {
        let letters = Array("_" + word + "_")
        guard letters.count >= 4 else { return [] }
        return (0...(letters.count - 3)).map { "~" + String(letters[$0..<$0 + 3]) }
    }

    private static func plain(_ word: String) -> String {
        String(
            String.UnicodeScalarView(
                word.decomposed.filter {
                    !$0.properties.isDiacritic && $0.properties.canonicalCombiningClass == .notReordered
                }))
    }
}

extension String {
    /// Letters and their marks apart, for those that Latin alphabets use.
    fileprivate var decomposed: [Unicode.Scalar] {
        // The standard library compares by canonical equivalence but offers no decomposition: a table of the few
        // letters that names in these islands carry.
        let table: [Unicode.Scalar: String] = [
            "á": "a", "à": "a", "â": "a", "ä": "a", "ã": "a", "å": "a", "ą": "a", "ç": "c", "ć": "c",
            "č": "c",
            "é": "e", "è": "e", "ê": "e", "ë": "e", "ę": "e", "ě": "e", "í": "i", "ì": "i", "î": "i",
            "ï": "i",
            "ł": "l", "ñ": "n", "ń": "n", "ó": "o", "ò": "o", "ô": "o", "ö": "o", "õ": "o", "ø": "o",
            "ś": "s",
            "š": "s", "ş": "s", "ú": "u", "ù": "u", "û": "u", "ü": "u", "ý": "y", "ź": "z", "ż": "z",
            "ž": "z",
        ]
        return unicodeScalars.flatMap { Array((table[$0] ?? String(Character($0))).unicodeScalars) }
    }
}
