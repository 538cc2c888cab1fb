extension PlotPanel {
    static let width = 330.0
    static let height = 268.0
    /// Where the axes are, inside the panel.
    private static let (left, right, top, bottom) = (58.0, 258.0, 50.0, 224.0)

    /// Draws the panel with its upper left corner at nought.
    func draw(on svg: inout SVGText, number: Int) {
        svg.element("title", ["id": "t\(number)"], title)
        svg.element("desc", ["id": "d\(number)"], description)
        text(title, 8, 16, &svg, ["font-weight": "bold", "font-size": "12"])
        text(subtitle, 8, 31, &svg, ["fill": "#444444"])
        guard !marks.isEmpty else {
            text("Nothing to show here.", Self.left, (Self.top + Self.bottom) / 2, &svg)
            return
        }
        axes(&svg)
        for mark in marks { draw(mark, &svg) }
        names(&svg)
    }

    // MARK: Places

    private func across(_ x: Double) -> Double { min(max(unbounded(x), Self.left), Self.right) }

    private func unbounded(_ x: Double) -> Double {
        let share = (x - self.x.range.lowerBound) / (self.x.range.upperBound - self.x.range.lowerBound)
        return Self.left + share * (Self.right - Self.left)
    }

    private func up(_ y: Double) -> Double {
        let share = (y - self.y.range.lowerBound) / (self.y.range.upperBound - self.y.range.lowerBound)
        return Self.bottom - min(max(share, 0), 1) * (Self.bottom - Self.top)
    }

    private func pair(_ point: PlotPoint) -> String {
        fixed(across(point.x), 1) + "," + fixed(up(point.y), 1)
    }

    // MARK: Axes

    private func axes(_ svg: inout SVGText) {
        for tick in y.ticks {
            let y = up(tick.at)
            line(Self.left, y, Self.right, y, &svg, "#DDDDDD")
            text(tick.text, Self.left - 5, y + 3.5, &svg, ["text-anchor": "end"])
        }
        for tick in x.ticks {
            let x = across(tick.at)
            line(x, Self.bottom, x, Self.bottom + 4, &svg, "#333333")
            text(tick.text, x, Self.bottom + 16, &svg, ["text-anchor": "middle"])
        }
        line(Self.left, Self.bottom, Self.right, Self.bottom, &svg, "#333333")
        line(Self.left, Self.top, Self.left, Self.bottom, &svg, "#333333")
        text(x.label, (Self.left + Self.right) / 2, Self.bottom + 32, &svg, ["text-anchor": "middle"])
        let middle = (Self.top + Self.bottom) / 2
        text(
            y.label, 11, middle, &svg,
            ["text-anchor": "middle", "transform": "rotate(-90 11 \(fixed(middle, 1)))"])
    }

    // MARK: Marks

    private func draw(_ mark: PlotMark, _ svg: inout SVGText) {
        switch mark {
        case .line(let points, let style, _): stroke(points.map(pair), style, &svg)
        case .steps(let points, let style, _):
            var corners: [String] = []
            for (place, point) in points.enumerated() {
                if place > 0 { corners.append(pair(PlotPoint(x: point.x, y: points[place - 1].y))) }
                corners.append(pair(point))
            }
            stroke(corners, style, &svg)
        case .band(let spans, let style):
            let edge =
                spans.map { PlotPoint(x: $0.x, y: $0.high) }
                + spans.reversed().map { PlotPoint(x: $0.x, y: $0.low) }
            svg.element(
                "polygon",
                [
                    "points": edge.map(pair).joined(separator: " "), "fill": style.colour,
                    "fill-opacity": "0.14",
                ])
        case .whiskers(let spans, let style):
            for span in spans {
                let x = across(span.x)
                line(x, up(span.low), x, up(span.high), &svg, style.colour)
                for y in [up(span.low), up(span.high)] { line(x - 3, y, x + 3, y, &svg, style.colour) }
            }
        case .dots(let points, let style):
            for point in points { dot(point, style, &svg) }
        case .upright(let x, let name):
            let x = across(x)
            line(x, Self.top, x, Self.bottom, &svg, "#555555", dashes: "2 3")
            text(name, x, Self.top - 3, &svg, ["text-anchor": "middle", "font-size": "9"])
        case .label(let point, let words, let style, let isBefore):
            text(
                words, across(point.x) + (isBefore ? -5 : 5), up(point.y), &svg,
                [
                    "text-anchor": isBefore ? "end" : "start", "fill": style.colour, "stroke": "#FFFFFF",
                    "stroke-width": "3", "paint-order": "stroke",
                ])
        case .tally(let x, let words, let isAtTop):
            // Not held inside the axes, so that those at the edge do not stand on each other.
            let (x, y) = (unbounded(x) + 3, isAtTop ? Self.top + 4 : Self.bottom - 4)
            text(
                words, x, y, &svg,
                [
                    "transform": "rotate(-90 \(fixed(x, 1)) \(fixed(y, 1)))", "font-size": "8",
                    "text-anchor": isAtTop ? "end" : "start", "fill": "#444444",
                ])
        }
    }

    private func dot(_ point: PlotPoint, _ style: PlotStyle, _ svg: inout SVGText) {
        let (x, y) = (across(point.x), up(point.y))
        if style == .second {
            svg.element(
                "rect",
                [
                    "x": fixed(x - 3, 1), "y": fixed(y - 3, 1), "width": "6", "height": "6",
                    "fill": style.colour,
                ])
        } else {
            svg.element(
                "circle",
                ["cx": fixed(x, 1), "cy": fixed(y, 1), "r": "3.5", "fill": style.colour])
        }
    }

    /// The names of lines at their ends, moved apart where they would touch.
    private func names(_ svg: inout SVGText) {
        var ends: [(point: PlotPoint, name: String, colour: String)] = []
        for mark in marks {
            switch mark {
            case .line(let points, let style, let name), .steps(let points, let style, let name):
                if let last = points.last, !name.isEmpty { ends.append((last, name, style.colour)) }
            default: break
            }
        }
        // Lines that end together keep the order in which they were given.
        let order = ends.indices.sorted { (up(ends[$0].point.y), $0) < (up(ends[$1].point.y), $1) }
        var taken = -Double.infinity
        let room = Self.bottom - 13 * Double(ends.count - 1)
        for (place, index) in order.enumerated() {
            let end = ends[index]
            let y = max(min(up(end.point.y), room + 13 * Double(place)), taken + 13)
            taken = y
            text(end.name, across(end.point.x) + 7, y + 3.5, &svg, ["fill": end.colour])
        }
    }

    // MARK: Strokes

    private func stroke(_ corners: [String], _ style: PlotStyle, _ svg: inout SVGText) {
        guard corners.count > 1 else { return }
        svg.element(
            "polyline", ["points": corners.joined(separator: " ")], style: style.stroke)
    }

    private func line(
        _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ svg: inout SVGText, _ colour: String,
        dashes: String = "none"
    ) {
        svg.element(
            "line",
            [
                "x1": fixed(x1, 1), "y1": fixed(y1, 1), "x2": fixed(x2, 1), "y2": fixed(y2, 1),
                "stroke": colour,
                "stroke-dasharray": dashes,
            ])
    }

    private func text(
        _ words: String, _ x: Double, _ y: Double, _ svg: inout SVGText,
        _ attributes: KeyValuePairs<String, String> = [:]
    ) {
        svg.element("text", ["x": fixed(x, 1), "y": fixed(y, 1)], style: attributes, words)
    }
}
