/// A device identifier in the sense of regulation 2 of SI 2017/1240: the eleven kinds it lists (facts 1.11).
public enum Identifier: Hashable, Sendable {
    case imei(IMEI)
    /// Fourteen hexadecimal digits.
    case meid(String)
    /// Eight hexadecimal digits.
    case esn(String)
    case msisdn(MSISDN)
    case iccid(ICCID)
    case imsi(IMSI)
    /// A MIN or MSIN: eight to ten digits.
    case min(String)
    /// Six octets, written `00:00:5e:00:53:01`.
    case mac(String)
    /// Forty hexadecimal digits, or the 8-16 form of newer devices.
    case udid(String)
    /// Sixteen hexadecimal digits.
    case androidID(String)
    /// Any other serial or identification number, with what it is.
    case other(label: String, value: String)

    /// The kinds, in the order of the regulation.
    public enum Kind: String, CaseIterable, Sendable, Hashable {
        case imei, meid, esn, msisdn, iccid, imsi, min, mac, udid, androidID = "android-id", other
    }

    public var kind: Kind {
        switch self {
        case .imei: .imei
        case .meid: .meid
        case .esn: .esn
        case .msisdn: .msisdn
        case .iccid: .iccid
        case .imsi: .imsi
        case .min: .min
        case .mac: .mac
        case .udid: .udid
        case .androidID: .androidID
        case .other: .other
        }
    }
}

extension Identifier: CustomStringConvertible {
    /// `kind:value`, which parses back; for the eleventh kind `other:label=value`.
    public var description: String {
        let value =
            switch self {
            case .imei(let imei): imei.description
            case .msisdn(let number): number.description
            case .iccid(let iccid): iccid.description
            case .imsi(let imsi): imsi.description
            case .meid(let text), .esn(let text), .min(let text), .mac(let text), .udid(let text),
                .androidID(let text):
                text
            case .other(let label, let value): "\(label)=\(value)"
            }
        return "\(kind.rawValue):\(value)"
    }
}

/// Why a text is not an identifier in its `kind:value` form.
public enum IdentifierTextError: Error, Hashable, Sendable {
    /// No kind of regulation 2 has this name.
    case unknownKind(String)
    case value(IdentifierParseError)
    case number(PartyParseError)
}

extension Identifier {
    /// Reads the `kind:value` form that ``description`` prints.
    public init(parsing text: some StringProtocol) throws(IdentifierTextError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])) else {
            throw .unknownKind(String(parts.first ?? ""))
        }
        try self.init(kind, String(parts[1]))
    }

    /// Reads a value of a known kind, in any form it is written.
    public init(_ kind: Kind, _ value: String) throws(IdentifierTextError) {
        do {
            switch kind {
            case .imei: self = .imei(try IMEI(parsing: value))
            case .iccid: self = .iccid(try ICCID(parsing: value))
            case .imsi: self = .imsi(try IMSI(parsing: value))
            case .msisdn: self = .msisdn(try MSISDN(parsing: value))
            case .meid: self = .meid(try hexadecimal(value, digits: [14]))
            case .esn: self = .esn(try hexadecimal(value, digits: [8]))
            case .mac:
                let octets = Array(try hexadecimal(value, digits: [12]))
                let pairs = stride(from: 0, to: 12, by: 2).map { String(octets[$0...$0 + 1]) }
                self = .mac(pairs.joined(separator: ":"))
            case .udid: self = .udid(try hexadecimal(value, digits: [40, 24]))
            case .androidID: self = .androidID(try hexadecimal(value, digits: [16]))
            case .min:
                let digits = try identifierDigits(value)
                guard (8...10).contains(digits.count) else {
                    throw IdentifierParseError.digitCount(found: digits.count)
                }
                self = .min(digits.reduce(into: "") { $0 += String($1) })
            case .other:
                let parts = value.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
                    throw IdentifierParseError.field("label=value")
                }
                self = .other(label: String(parts[0]), value: String(parts[1]))
            }
        } catch let error as PartyParseError {
            throw .number(error)
        } catch let error as IdentifierParseError {
            throw .value(error)
        } catch {
            throw .unknownKind(kind.rawValue)
        }
    }
}

/// Hexadecimal digits in lower case, the colons and hyphens between them left out.
private func hexadecimal(_ text: String, digits counts: Set<Int>) throws(IdentifierParseError) -> String {
    var found = ""
    for (offset, byte) in text.utf8.enumerated() {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"):
            found.unicodeScalars.append(Unicode.Scalar(byte))
        case UInt8(ascii: "A")...UInt8(ascii: "F"): found.unicodeScalars.append(Unicode.Scalar(byte + 32))
        case UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: " "): break
        default: throw .unexpected(character(at: offset, of: text), offset: offset)
        }
    }
    guard counts.contains(found.count) else { throw .digitCount(found: found.count) }
    return found
}
