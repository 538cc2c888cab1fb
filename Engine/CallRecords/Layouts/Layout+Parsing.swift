import Telephony
import Yams

extension Layout {
    /// Reads a layout from the text of its YAML file.
    ///
    /// - Throws: ``LayoutError``, naming the key at fault.
    public init(yaml: String) throws(LayoutError) {
        let file: LayoutFile
        do {
            file = try YAMLDecoder().decode(LayoutFile.self, from: yaml)
        } catch let error as LayoutError {
            throw error
        } catch let DecodingError.dataCorrupted(context) where context.underlyingError is LayoutError {
            throw (context.underlyingError as? LayoutError) ?? LayoutError(key: "", message: "cannot be read")
        } catch let DecodingError.keyNotFound(key, context) {
            let path = (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
            throw LayoutError(key: path, message: "is missing")
        } catch let DecodingError.typeMismatch(type, context) {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw LayoutError(key: path, message: "is not of the kind expected (\(type))")
        } catch {
            throw LayoutError(key: "", message: "is not readable YAML: \(error)")
        }
        try self.init(file)
    }

    private init(_ file: LayoutFile) throws(LayoutError) {
        guard !file.name.isEmpty, file.name.utf8.allSatisfy({ Self.isNameByte($0) }) else {
            throw LayoutError(key: "name", message: "takes lower-case letters, digits and hyphens only")
        }
        name = file.name
        title = file.title
        source = file.source
        text = try Text(file)
        time = try Time(file.time, hasHeader: text.hasHeader)
        kind = try Kind(file, hasHeader: text.hasHeader)
        parties = try Parties(file, hasHeader: text.hasHeader)
        duration = try column(file.duration, "duration", text.hasHeader)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// A column as a file names it, or nil where it names none.
private func column(_ text: String?, _ key: String, _ hasHeader: Bool) throws(LayoutError) -> Layout.Column? {
    guard let text else { return nil }
    if hasHeader { return .named(text) }
    guard let number = Int(text), (1...1000).contains(number) else {
        throw LayoutError(key: key, message: "is a column's number from 1, because the file has no header")
    }
    return .numbered(number)
}

private func requiredColumn(_ text: String?, _ key: String, _ hasHeader: Bool) throws(LayoutError)
    -> Layout.Column
{
    guard let found = try column(text, key, hasHeader) else {
        throw LayoutError(key: key, message: "is missing")
    }
    return found
}

/// The one byte a text is, or an error that says so.
private func singleByte(_ text: String, _ key: String) throws(LayoutError) -> UInt8 {
    guard let byte = text.utf8.first, text.utf8.count == 1 else {
        throw LayoutError(key: key, message: "is one character")
    }
    return byte
}

extension Layout.Text {
    fileprivate init(_ file: LayoutFile) throws(LayoutError) {
        let names: [String: UInt8] = [
            "comma": UInt8(ascii: ","), "semicolon": UInt8(ascii: ";"), "tab": 9, "space": 32,
            "bar": UInt8(ascii: "|"),
        ]
        var bytes: [UInt8] = []
        for name in file.delimiters {
            guard let byte = names[name] else {
                throw LayoutError(
                    key: "delimiters", message: "are \(names.keys.sorted().joined(separator: ", "))")
            }
            bytes.append(byte)
        }
        guard !bytes.isEmpty else { throw LayoutError(key: "delimiters", message: "names at least one") }
        delimiters = bytes
        guard ["named", "none"].contains(file.header) else {
            throw LayoutError(key: "header", message: "is “named” or “none”")
        }
        hasHeader = file.header == "named"
        wrapper = if let mark = file.wrapper { try singleByte(mark, "wrapper") } else { nil }
        empty = Set(file.empty ?? [])
    }
}

extension Layout.Time {
    fileprivate init(_ file: LayoutFile.TimeSection, hasHeader: Bool) throws(LayoutError) {
        var columns: [Layout.TimeColumn] = []
        for (name, written) in file.columns.sorted(by: { $0.key < $1.key }) {
            guard let pattern = TimePattern(parsing: written) else {
                throw LayoutError(
                    key: "time.columns.\(name)",
                    message: "is “iso8601”, “seconds”, or a pattern of yyyy MM dd HH mm ss")
            }
            columns.append(
                Layout.TimeColumn(
                    column: try requiredColumn(name, "time.columns.\(name)", hasHeader), pattern: pattern))
        }
        guard !columns.isEmpty else { throw LayoutError(key: "time.columns", message: "names at least one") }
        guard let zone = TimeZoneRule(parsing: file.zone) else {
            throw LayoutError(
                key: "time.zone", message: "is “stated”, “UTC”, “Europe/London” or an offset such as “+05:30”"
            )
        }
        let earliest = try Self.instant(file.earliest, "time.earliest")
        let latest = try Self.instant(file.latest, "time.latest")
        guard earliest <= latest else {
            throw LayoutError(key: "time.latest", message: "is before time.earliest")
        }
        self.columns = columns
        self.zone = zone
        origin = try Self.instant(file.origin ?? "1970-01-01T00:00:00Z", "time.origin")
        plausible = earliest...latest
    }

    private static func instant(_ text: String, _ key: String) throws(LayoutError) -> Instant {
        do { return try Instant(parsing: text) } catch {
            throw LayoutError(key: key, message: "is a time with its zone, like 2026-03-28T13:07:00Z")
        }
    }
}

private func eventKind(_ text: String, _ key: String) throws(LayoutError) -> Event.Kind {
    guard let kind = Event.Kind.allCases.first(where: { $0.name == text }) else {
        throw LayoutError(key: key, message: "is call, text, data or unstated")
    }
    return kind
}

extension Layout.Kind {
    fileprivate init(_ file: LayoutFile, hasHeader: Bool) throws(LayoutError) {
        guard let section = file.kind else {
            guard file.direction != nil else { throw LayoutError(key: "kind", message: "is missing") }
            self = .byDirection
            return
        }
        if let always = section.always {
            self = .always(try eventKind(always, "kind.always"))
            return
        }
        let column = try requiredColumn(section.column, "kind.column", hasHeader)
        var values: [String: Event.Kind] = [:]
        for (value, name) in section.values ?? [:] {
            values[value] = try eventKind(name, "kind.values.\(value)")
        }
        guard !values.isEmpty else { throw LayoutError(key: "kind.values", message: "is missing") }
        self = .column(column, values)
    }
}

extension Layout.Parties {
    fileprivate init(_ file: LayoutFile, hasHeader: Bool) throws(LayoutError) {
        switch file.parties {
        case "written": form = .written
        case "opaque": form = .opaque
        default: throw LayoutError(key: "parties", message: "is “written” or “opaque”")
        }
        guard let region = NumberingRegion.byCode[file.region ?? "GB"] else {
            throw LayoutError(
                key: "region",
                message: "is one of \(NumberingRegion.byCode.keys.sorted().joined(separator: ", "))")
        }
        self.region = region
        shape =
            if let direction = file.direction {
                try Self.target(file, direction, hasHeader)
            } else {
                .ends(
                    from: Layout.End(
                        party: try requiredColumn(file.from, "from", hasHeader),
                        handset: try column(file.fromIMEI, "from_imei", hasHeader),
                        sim: try column(file.fromIMSI, "from_imsi", hasHeader),
                        cell: try column(file.fromCell, "from_cell", hasHeader)),
                    to: Layout.End(
                        party: try requiredColumn(file.to, "to", hasHeader),
                        handset: try column(file.toIMEI, "to_imei", hasHeader),
                        sim: try column(file.toIMSI, "to_imsi", hasHeader),
                        cell: try column(file.toCell, "to_cell", hasHeader)))
            }
    }

    private static func target(
        _ file: LayoutFile, _ section: LayoutFile.DirectionSection, _ hasHeader: Bool
    ) throws(LayoutError) -> Layout.Shape {
        var values: [String: Layout.Direction] = [:]
        for (value, meaning) in section.values {
            guard ["target", "other"].contains(meaning.from) else {
                throw LayoutError(key: "direction.values.\(value).from", message: "is “target” or “other”")
            }
            values[value] = Layout.Direction(
                kind: try eventKind(meaning.kind, "direction.values.\(value).kind"),
                isFromTarget: meaning.from == "target")
        }
        return .target(
            Layout.End(
                party: try requiredColumn(file.target, "target", hasHeader),
                handset: try column(file.targetIMEI, "target_imei", hasHeader),
                sim: try column(file.targetIMSI, "target_imsi", hasHeader),
                cell: try column(file.targetCell, "target_cell", hasHeader)),
            other: try requiredColumn(file.other, "other", hasHeader),
            direction: try requiredColumn(section.column, "direction.column", hasHeader), values)
    }
}
