/// A page of panels, finished as one SVG file.
struct PlotPage {
    let title: String
    let description: String
    let panels: [PlotPanel]

    private static let header = 34.0
    /// The longest title's.
    private static let leastWidth = 640.0

    /// Nothing is loaded from outside, and nothing runs.
    var svg: String {
        let columns = max(1, min(3, panels.count))
        let rows = max(1, (panels.count + columns - 1) / columns)
        let (width, height) = (
            max(Self.leastWidth, PlotPanel.width * Double(columns)),
            Self.header + PlotPanel.height * Double(rows)
        )
        var svg = SVGText()
        svg.group(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "width": fixed(width, 0), "height": fixed(height, 0),
                "viewBox": "0 0 \(fixed(width, 0)) \(fixed(height, 0))", "role": "group",
                "aria-labelledby": "title desc", "font-family": "Helvetica, Arial, sans-serif",
                "font-size": "10", "fill": "#111111",
            ]
        ) { svg in
            svg.element("title", ["id": "title"], title)
            svg.element("desc", ["id": "desc"], description)
            svg.element("rect", ["width": "100%", "height": "100%", "fill": "#FFFFFF"])
            svg.element("text", ["x": "8", "y": "22", "font-size": "15", "font-weight": "bold"], title)
            if panels.isEmpty {
                svg.element("text", ["x": "8", "y": "60"], "Nothing to show: no closure was asked about.")
            }
            for (number, panel) in panels.enumerated() {
                let (column, row) = (number % columns, number / columns)
                let place = (
                    fixed(PlotPanel.width * Double(column), 0),
                    fixed(Self.header + PlotPanel.height * Double(row), 0)
                )
                svg.group(
                    "g",
                    [
                        "transform": "translate(\(place.0) \(place.1))", "role": "img",
                        "aria-labelledby": "t\(number) d\(number)",
                    ]
                ) { panel.draw(on: &$0, number: number) }
            }
        }
        return svg.text
    }
}
