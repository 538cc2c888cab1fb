/// A cell of a mobile network, as a record names it.
public enum CellID: Hashable, Sendable {
    /// A Cell Global Identity (3GPP TS 23.003, 4.3.1), written `234-10-1201-43011`: country, network, area, cell.
    case global(network: Network, area: UInt16, cell: UInt16)
    /// An E-UTRAN Cell Global Identifier (3GPP TS 23.003, 19.6), written `234-10-27447297`: country, network, cell.
    case evolved(network: Network, cell: UInt32)
    /// A provider's own name for a cell, as written.
    case label(String)

    /// A mobile country code and network code. `10` and `010` are different networks.
    public struct Network: Hashable, Sendable {
        public let country: UInt16
        public let code: UInt16
        /// Two or three.
        public let codeDigits: UInt8
    }

    static let labelLimit = 120

    /// Reads a cell in its global forms, and anything else printable as the provider's label.
    ///
    /// - Throws: ``IdentifierParseError`` for an empty, unprintable or overlong text.
    public init(parsing text: some StringProtocol) throws(IdentifierParseError) {
        let trimmed = trimmingSpaces(String(text))
        guard !trimmed.isEmpty else { throw .digitCount(found: 0) }
        if let cell = Self(global: trimmed) {
            self = cell
            return
        }
        guard trimmed.utf8.count <= Self.labelLimit else { throw .field("label") }
        do { try refuseControlCharacters(in: trimmed) } catch {
            guard case .unexpected(let character, let offset) = error else { throw .field("label") }
            throw .unexpected(character, offset: offset)
        }
        self = .label(trimmed)
    }

    private init?(global text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard (3...4).contains(parts.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }),
            parts[0].count == 3, (2...3).contains(parts[1].count),
            let country = UInt16(parts[0]), let code = UInt16(parts[1])
        else { return nil }
        let network = Network(country: country, code: code, codeDigits: UInt8(parts[1].count))
        if parts.count == 4 {
            guard let area = UInt16(parts[2]), let cell = UInt16(parts[3]) else { return nil }
            self = .global(network: network, area: area, cell: cell)
        } else {
            guard let cell = UInt32(parts[2]), cell < 1 << 28 else { return nil }
            self = .evolved(network: network, cell: cell)
        }
    }
}

extension CellID: CustomStringConvertible {
    public var description: String {
        switch self {
        case .global(let network, let area, let cell): "\(network)-\(area)-\(cell)"
        case .evolved(let network, let cell): "\(network)-\(cell)"
        case .label(let label): label
        }
    }
}

extension CellID.Network: CustomStringConvertible {
    public var description: String {
        paddedDigits(UInt64(country), to: 3) + "-" + paddedDigits(UInt64(code), to: Int(codeDigits))
    }
}
