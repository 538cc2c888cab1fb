/// Chooses the layout that a file is written in, by trying each on its first rows.
public enum LayoutChooser {
    /// How many bytes of a file are enough to choose by.
    public static let window = 262_144
    /// Below this share of readable rows a layout does not fit.
    static let leastShare = 0.5

    /// - Parameters:
    ///   - head: the file's first bytes, ``window`` of them or the whole file.
    ///   - isWhole: whether `head` is the whole file.
    /// - Throws: ``FileRefusal``, listing what was tried, or the layouts between which nothing decides.
    public static func choose(
        _ head: RawSpan, isWhole: Bool, among layouts: [Layout]
    ) throws(FileRefusal) -> Layout {
        guard head.byteCount > 0 else { throw .empty }
        if let format = FileFormat.of(head) { throw .notText(format) }
        var fits: [Fit] = []
        var near: [(fit: Fit, row: QuarantinedRow)] = []
        for layout in layouts {
            var reader = RecordReader(layout: layout)
            var columns = EventColumns()
            var aside: QuarantinedRow?
            do {
                _ = try reader.read(
                    head, isFinal: isWhole, into: &columns, quarantine: { aside = aside ?? $0 })
            } catch .carriageReturnsOnly {
                throw .carriageReturnsOnly
            } catch {
                continue
            }
            let reading = reader.reading
            // A header alone is a fit: a provider's answer may hold no records.
            let share =
                reading.rows == 0
                ? (layout.text.hasHeader ? 1 : 0) : Double(reading.events) / Double(reading.rows)
            let fit = Fit(layout: layout, share: share)
            if share >= leastShare {
                fits.append(fit)
            } else if layout.text.hasHeader, let aside {
                near.append((fit, aside))
            }
        }
        guard let best = fits.map(\.strength).max(by: { $0 < $1 }) else {
            let end = lineEnd(head, from: 0) ?? head.byteCount
            let nearest = near.max { $0.fit.strength < $1.fit.strength }
            throw .noLayoutFits(
                tried: layouts.map(\.name), seen: head.excerpt(0, min(end, 200)),
                nearest: nearest.map {
                    NearLayout(
                        name: $0.fit.layout.name, line: $0.row.line, column: $0.row.column,
                        reason: $0.row.reason)
                })
        }
        let equals = fits.filter { $0.strength == best }
        guard equals.count == 1 else { throw .severalLayoutsFit(equals.map(\.layout.name).sorted()) }
        return equals[0].layout
    }

    private struct Fit {
        let layout: Layout
        let share: Double

        /// A layout of opaque tokens reads anything in its columns, so one that reads real parties goes before it;
        /// then the larger share of rows read; then the more columns asked for.
        var strength: (Int, Double, Int) {
            (layout.parties.form == .written ? 1 : 0, share, layout.columns.required.count)
        }
    }
}
