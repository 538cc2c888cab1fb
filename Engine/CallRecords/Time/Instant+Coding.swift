extension Instant: Codable {
    /// As ``description`` writes it.
    public init(from decoder: any Decoder) throws {
        self = try Instant(parsing: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var box = encoder.singleValueContainer()
        try box.encode(description)
    }
}
