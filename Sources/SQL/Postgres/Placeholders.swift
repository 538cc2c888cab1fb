/// Turns `?` into `$1`, `$2`, …, but for those within literals, quoted names and comments: the only rewriting of SQL
/// there is.
enum Placeholders {
    static func numbered(_ sql: String) -> String {
        var scanner = Scanner(source: Array(sql.utf8))
        return scanner.run()
    }

    private struct Scanner {
        let source: [UInt8]
        var place = 0
        var output: [UInt8] = []
        var count = 0

        mutating func run() -> String {
            output.reserveCapacity(source.count + 32)
            while place < source.count {
                switch (source[place], place + 1 < source.count ? source[place + 1] : 0) {
                case (UInt8(ascii: "?"), _):
                    count += 1
                    output += "$\(count)".utf8
                    place += 1
                case (let quote, _) where quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""):
                    // A doubled quote reads as the end of one and the start of another: the same in effect.
                    copy(1)
                    copy(through: [quote])
                case (UInt8(ascii: "-"), UInt8(ascii: "-")): copy(through: [UInt8(ascii: "\n")])
                case (UInt8(ascii: "/"), UInt8(ascii: "*")): copyBlockComment()
                case (UInt8(ascii: "$"), _): copyDollar()
                default: copy(1)
                }
            }
            return String(decoding: output, as: UTF8.self)
        }

        private mutating func copy(_ length: Int) {
            let end = min(place + length, source.count)
            output += source[place..<end]
            place = end
        }

        private func has(_ text: [UInt8]) -> Bool { source[place...].starts(with: text) }

        private mutating func copy(through end: [UInt8]) {
            while place < source.count, !has(end) { copy(1) }
            copy(end.count)
        }

        /// They nest in PostgreSQL.
        private mutating func copyBlockComment() {
            var depth = 0
            repeat {
                if has(Array("/*".utf8)) {
                    depth += 1
                    copy(2)
                } else if has(Array("*/".utf8)) {
                    depth -= 1
                    copy(2)
                } else {
                    copy(1)
                }
            } while depth > 0 && place < source.count
        }

        /// `$$ … $$` or `$tag$ … $tag$`; a lone `$` is copied.
        private mutating func copyDollar() {
            let tag = source[(place + 1)...].prefix {
                (97...122).contains($0) || (65...90).contains($0) || $0 == 95
            }
            guard tag.endIndex < source.count, source[tag.endIndex] == UInt8(ascii: "$") else {
                copy(1)
                return
            }
            let delimiter = Array(source[place...tag.endIndex])
            copy(delimiter.count)
            copy(through: delimiter)
        }
    }
}
