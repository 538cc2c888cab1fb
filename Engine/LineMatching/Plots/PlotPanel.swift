/// One set of axes and what is drawn in it.
struct PlotPanel {
    let title: String
    let subtitle: String
    /// What it shows, in words: for whoever cannot see it.
    let description: String
    let x: PlotAxis
    let y: PlotAxis
    let marks: [PlotMark]
}

struct PlotPoint: Hashable {
    let x: Double
    let y: Double
}

/// An interval of y at one x.
struct PlotSpan: Hashable {
    let x: Double
    let low: Double
    let high: Double
}

/// What is drawn, the later above the earlier.
enum PlotMark {
    /// Its name stands at its end, where it has one.
    case line([PlotPoint], PlotStyle, name: String)
    /// Held at each value until the next.
    case steps([PlotPoint], PlotStyle, name: String)
    /// A line's name elsewhere, to the left of a point or to the right.
    case label(PlotPoint, String, PlotStyle, isBefore: Bool)
    case band([PlotSpan], PlotStyle)
    case whiskers([PlotSpan], PlotStyle)
    case dots([PlotPoint], PlotStyle)
    /// An upright line with its name above.
    case upright(x: Double, name: String)
    /// Words that stand upright at an x, at the top or at the bottom.
    case tally(x: Double, String, isAtTop: Bool)
}

/// Told apart by colour, by stroke and by the shape of the dots, so that print and every eye will do.
///
/// Colours: Okabe and Ito, "Color Universal Design" (2008).
enum PlotStyle {
    case first, second, guide

    var colour: String {
        switch self {
        case .first: "#0072B2"
        case .second: "#B84F00"
        case .guide: "#555555"
        }
    }

    var stroke: KeyValuePairs<String, String> {
        switch self {
        case .first: ["stroke": colour, "stroke-width": "2", "fill": "none"]
        case .second: ["stroke": colour, "stroke-width": "2", "stroke-dasharray": "6 3", "fill": "none"]
        case .guide: ["stroke": colour, "stroke-width": "1", "stroke-dasharray": "2 3", "fill": "none"]
        }
    }
}
