import Casework

/// SVG written piece by piece, on a width of ``width`` units: such that it can be read on a telephone.
///
/// Colours and letters stand in the drawing itself, so that it is the same on a page, in an exhibit and alone.
struct Canvas {
    static let width = 340.0

    enum Ink: String {
        case ink = "#0b0c0c"
        case quiet = "#484d50"
        case rule = "#b1b4b6"
        /// What speaks for; what came before.
        case blue = "#1a5490"
        /// What speaks against.
        case orange = "#d98324"
        /// What it comes to; what came after.
        case green = "#14532d"
        case paper = "#ffffff"
    }

    enum Anchor: String { case start, middle, end }

    private(set) var body = ""

    /// The whole drawing.
    ///
    /// - Parameter name: letters; the drawings of one page have different ones.
    func svg(_ name: String, height: Double, title: String, description: String) -> String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(number(Self.width)) \(number(height))" role="img" \
        aria-labelledby="\(name)-title \(name)-desc" class="drawing" font-family="Arial, Liberation Sans, Helvetica, sans-serif">
        <title id="\(name)-title">\(escaped(title.drawable))</title>
        <desc id="\(name)-desc">\(escaped(description.drawable))</desc>
        \(body)</svg>

        """
    }

    mutating func text(
        _ text: String, x: Double, y: Double, size: Double = 12, _ ink: Ink = .ink, isBold: Bool = false,
        anchor: Anchor = .start, within room: Double? = nil
    ) {
        let weight = isBold ? " font-weight=\"bold\"" : ""
        let side = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
        var (shown, fitting) = (text.drawable, "")
        if let room {
            shown = Self.shortened(shown, to: Int(room / size / 0.5))
            // A narrow letter is half as wide as high, a wide one as wide as high.
            if Self.width(of: shown, size) > room {
                fitting = " textLength=\"\(number(room))\" lengthAdjust=\"spacingAndGlyphs\""
            }
        }
        body += """
            <text x="\(number(x))" y="\(number(y))" font-size="\(number(size))" fill="\(ink.rawValue)"\(weight)\(side)\(fitting)>\
            \(escaped(shown))</text>

            """
    }

    mutating func bar(x: Double, y: Double, width: Double, height: Double, fill: String, _ edge: Ink) {
        body += """
            <rect x="\(number(x))" y="\(number(y))" width="\(number(width))" height="\(number(height))" fill="\(fill)" \
            stroke="\(edge.rawValue)"/>

            """
    }

    /// Paper over what was drawn before.
    mutating func ground(x: Double, y: Double, width: Double, height: Double) {
        bar(x: x, y: y, width: width, height: height, fill: Ink.paper.rawValue, .paper)
    }

    mutating func line(
        _ from: (x: Double, y: Double), _ to: (x: Double, y: Double), _ ink: Ink = .rule, dashes: String = ""
    ) {
        let dashed = dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\""
        body += """
            <line x1="\(number(from.x))" y1="\(number(from.y))" x2="\(number(to.x))" y2="\(number(to.y))" \
            stroke="\(ink.rawValue)"\(dashed)/>

            """
    }

    /// A curve that leaves and arrives level.
    ///
    /// - Parameter start: where a level line begins that leads to it.
    mutating func curve(
        _ from: (x: Double, y: Double), _ to: (x: Double, y: Double), _ ink: Ink, thickness: Double,
        levelFrom start: Double? = nil
    ) {
        let middle = number((from.x + to.x) / 2)
        body += """
            <path d="M\(number(start ?? from.x)) \(number(from.y))H\(number(from.x))C\(middle) \(number(from.y)) \(middle) \(number(to.y)) \
            \(number(to.x)) \(number(to.y))" fill="none" stroke="\(ink.rawValue)" stroke-width="\(number(thickness))"/>

            """
    }

    mutating func dot(x: Double, y: Double, radius: Double, _ ink: Ink) {
        body += """
            <circle cx="\(number(x))" cy="\(number(y))" r="\(number(radius))" fill="\(ink.rawValue)"/>

            """
    }

    /// Stripes, which tell bars apart where colours do not.
    mutating func stripes(_ name: String, _ ink: Ink) {
        body += """
            <pattern id="\(name)" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">\
            <rect width="6" height="6" fill="\(Ink.paper.rawValue)"/>\
            <rect width="3" height="6" fill="\(ink.rawValue)"/></pattern>

            """
    }

    func number(_ value: Double) -> String {
        let text = Format.decimal(value, 1)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// With its middle left out where it is longer.
    static func shortened(_ text: String, to most: Int) -> String {
        guard text.count > most, most > 4 else { return text }
        let tail = (most - 1) / 2
        return text.prefix(most - 1 - tail) + "…" + text.suffix(tail)
    }

    /// At most, in Arial: figures, spaces and most small letters are 0.56 of the size or less, wide letters as wide as high.
    static func width(of text: String, _ size: Double) -> Double {
        text.unicodeScalars.reduce(0) { width, scalar in
            let isNarrow =
                scalar.isASCII && !("A"..."Z").contains(scalar) && !"mw@%—".unicodeScalars.contains(scalar)
            return width + size * (isNarrow ? 0.57 : 1)
        }
    }
}
