/// What is kept as it is written, so that what is kept can be read and checked.
public protocol KeptAsWritten: Codable, CustomStringConvertible {
    init(parsing text: some StringProtocol) throws(IdentifierParseError)
}

extension KeptAsWritten {
    public init(from decoder: any Decoder) throws {
        self = try Self(parsing: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var box = encoder.singleValueContainer()
        try box.encode(description)
    }
}

extension IMEI: KeptAsWritten {}
extension IMSI: KeptAsWritten {}
extension CellID: KeptAsWritten {}
