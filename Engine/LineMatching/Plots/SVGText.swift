/// SVG as it is written: elements in order, everything escaped, the same values giving the same bytes.
struct SVGText {
    private(set) var text = ""
    private var depth = 0

    mutating func element(
        _ name: String, _ attributes: KeyValuePairs<String, String>,
        style: KeyValuePairs<String, String> = [:], _ content: String? = nil
    ) {
        line(
            Self.open(name, attributes) + Self.written(style)
                + (content.map { ">\(Self.escaped($0))</\(name)>" } ?? "/>"))
    }

    mutating func group(
        _ name: String, _ attributes: KeyValuePairs<String, String>, _ inside: (inout SVGText) -> Void
    ) {
        line(Self.open(name, attributes) + ">")
        depth += 1
        inside(&self)
        depth -= 1
        line("</\(name)>")
    }

    private mutating func line(_ text: String) {
        self.text += String(repeating: " ", count: depth) + text + "\n"
    }

    private static func open(_ name: String, _ attributes: KeyValuePairs<String, String>) -> String {
        "<" + name + written(attributes)
    }

    private static func written(_ attributes: KeyValuePairs<String, String>) -> String {
        attributes.map { " \($0)=\"\(escaped($1))\"" }.joined()
    }

    /// Characters that XML 1.0 cannot hold become the replacement character.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\t", "\n", "\r": escaped += " "
            case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

/// A number with so many places after the point, the same on every machine; zeros at the end are left out of none.
///
/// - Parameter places: 0 to 6. Values beyond 10^9 do not occur.
func fixed(_ value: Double, _ places: Int) -> String {
    guard value.isFinite else { return "–" }
    let unit = (0..<places).reduce(1) { unit, _ in unit * 10 }
    let scaled = Int((abs(value) * Double(unit)).rounded())
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return sign + String(scaled) }
    let rest = String(scaled % unit)
    return sign + String(scaled / unit) + "." + String(repeating: "0", count: places - rest.count) + rest
}

/// A count with a comma at each thousand.
func grouped(_ count: Int) -> String {
    let digits = Array(String(count))
    return String(
        digits.enumerated().flatMap { place, digit in
            place > 0 && (digits.count - place).isMultiple(of: 3) ? [",", digit] : [digit]
        })
}
