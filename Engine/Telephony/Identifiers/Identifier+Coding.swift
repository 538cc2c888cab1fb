// Handsets, SIMs and cells are kept as they are written, so that what is kept can be read and checked.

extension IMEI: Codable {
    public init(from decoder: any Decoder) throws {
        self = try IMEI(parsing: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var box = encoder.singleValueContainer()
        try box.encode(description)
    }
}

extension IMSI: Codable {
    public init(from decoder: any Decoder) throws {
        self = try IMSI(parsing: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var box = encoder.singleValueContainer()
        try box.encode(description)
    }
}

extension CellID: Codable {
    public init(from decoder: any Decoder) throws {
        self = try CellID(parsing: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var box = encoder.singleValueContainer()
        try box.encode(description)
    }
}
