import Telephony
import Yams

/// A layout as its YAML file spells it. Every key is listed; others are refused.
struct LayoutFile: Decodable {
    let name: String
    let title: String
    let source: String
    let delimiters: [String]
    let header: String
    let wrapper: String?
    let empty: [String]?
    let region: String?
    let parties: String
    let time: TimeSection
    let kind: KindSection?
    let from: String?
    let to: String?
    let fromIMEI: String?
    let toIMEI: String?
    let fromIMSI: String?
    let toIMSI: String?
    let fromCell: String?
    let toCell: String?
    let target: String?
    let other: String?
    let targetIMEI: String?
    let targetIMSI: String?
    let targetCell: String?
    let direction: DirectionSection?
    let duration: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case name, title, source, delimiters, header, wrapper, empty, region, parties, time, kind
        case from, to, target, other, direction, duration
        case fromIMEI = "from_imei"
        case toIMEI = "to_imei"
        case fromIMSI = "from_imsi"
        case toIMSI = "to_imsi"
        case fromCell = "from_cell"
        case toCell = "to_cell"
        case targetIMEI = "target_imei"
        case targetIMSI = "target_imsi"
        case targetCell = "target_cell"
    }

    struct TimeSection: Decodable {
        let columns: [String: String]
        let zone: String
        let origin: String?
        let earliest: String
        let latest: String

        enum CodingKeys: String, CodingKey, CaseIterable { case columns, zone, origin, earliest, latest }

        init(from decoder: any Decoder) throws {
            try decoder.refuseKeys(outside: CodingKeys.self)
            let box = try decoder.container(keyedBy: CodingKeys.self)
            columns = try box.decode([String: String].self, forKey: .columns)
            zone = try box.decode(String.self, forKey: .zone)
            origin = try box.decodeIfPresent(String.self, forKey: .origin)
            earliest = try box.decode(String.self, forKey: .earliest)
            latest = try box.decode(String.self, forKey: .latest)
        }
    }

    struct KindSection: Decodable {
        let always: String?
        let column: String?
        let values: [String: String]?

        enum CodingKeys: String, CodingKey, CaseIterable { case always, column, values }

        init(from decoder: any Decoder) throws {
            try decoder.refuseKeys(outside: CodingKeys.self)
            let box = try decoder.container(keyedBy: CodingKeys.self)
            always = try box.decodeIfPresent(String.self, forKey: .always)
            column = try box.decodeIfPresent(String.self, forKey: .column)
            values = try box.decodeIfPresent([String: String].self, forKey: .values)
        }
    }

    struct DirectionSection: Decodable {
        let column: String
        let values: [String: DirectionValue]

        enum CodingKeys: String, CodingKey, CaseIterable { case column, values }

        init(from decoder: any Decoder) throws {
            try decoder.refuseKeys(outside: CodingKeys.self)
            let box = try decoder.container(keyedBy: CodingKeys.self)
            column = try box.decode(String.self, forKey: .column)
            values = try box.decode([String: DirectionValue].self, forKey: .values)
        }
    }

    struct DirectionValue: Decodable {
        let kind: String
        let from: String

        enum CodingKeys: String, CodingKey, CaseIterable { case kind, from }

        init(from decoder: any Decoder) throws {
            try decoder.refuseKeys(outside: CodingKeys.self)
            let box = try decoder.container(keyedBy: CodingKeys.self)
            kind = try box.decode(String.self, forKey: .kind)
            from = try box.decode(String.self, forKey: .from)
        }
    }

    init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(outside: CodingKeys.self)
        let box = try decoder.container(keyedBy: CodingKeys.self)
        name = try box.decode(String.self, forKey: .name)
        title = try box.decode(String.self, forKey: .title)
        source = try box.decode(String.self, forKey: .source)
        delimiters = try box.decode([String].self, forKey: .delimiters)
        header = try box.decode(String.self, forKey: .header)
        wrapper = try box.decodeIfPresent(String.self, forKey: .wrapper)
        empty = try box.decodeIfPresent([String].self, forKey: .empty)
        region = try box.decodeIfPresent(String.self, forKey: .region)
        parties = try box.decode(String.self, forKey: .parties)
        time = try box.decode(TimeSection.self, forKey: .time)
        kind = try box.decodeIfPresent(KindSection.self, forKey: .kind)
        from = try box.decodeIfPresent(String.self, forKey: .from)
        to = try box.decodeIfPresent(String.self, forKey: .to)
        fromIMEI = try box.decodeIfPresent(String.self, forKey: .fromIMEI)
        toIMEI = try box.decodeIfPresent(String.self, forKey: .toIMEI)
        fromIMSI = try box.decodeIfPresent(String.self, forKey: .fromIMSI)
        toIMSI = try box.decodeIfPresent(String.self, forKey: .toIMSI)
        fromCell = try box.decodeIfPresent(String.self, forKey: .fromCell)
        toCell = try box.decodeIfPresent(String.self, forKey: .toCell)
        target = try box.decodeIfPresent(String.self, forKey: .target)
        other = try box.decodeIfPresent(String.self, forKey: .other)
        targetIMEI = try box.decodeIfPresent(String.self, forKey: .targetIMEI)
        targetIMSI = try box.decodeIfPresent(String.self, forKey: .targetIMSI)
        targetCell = try box.decodeIfPresent(String.self, forKey: .targetCell)
        direction = try box.decodeIfPresent(DirectionSection.self, forKey: .direction)
        duration = try box.decodeIfPresent(String.self, forKey: .duration)
    }
}

/// Why a layout file is refused.
public struct LayoutError: Error, Hashable, Sendable {
    /// The key at fault, such as `time.zone`; empty where the file as a whole is.
    public let key: String
    /// What is wrong and how to mend it, in one sentence.
    public let message: String
}

/// Any key at all, to see which ones a file has.
private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// `Codable` ignores a misspelt key; a layout must not.
    fileprivate func refuseKeys<Keys: CodingKey & CaseIterable>(outside keys: Keys.Type) throws {
        let known = Set(keys.allCases.map(\.stringValue))
        let unknown = try container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
            .filter { !known.contains($0) }.sorted()
        guard let first = unknown.first else { return }
        throw LayoutError(
            key: (codingPath.map(\.stringValue) + [first]).joined(separator: "."),
            message: "is not a key of a layout; the keys here are \(known.sorted().joined(separator: ", "))")
    }
}
