/// A value for a `?`. Truth values are the integers 0 and 1, times are integers.
///
/// Neither database holds text with a NUL, nor SQLite a not-a-number: giving one throws
/// ``StorageError/Code/invalidValue``.
package enum SQLValue: Sendable, Hashable {
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
    case null

    package init(_ value: Int64?) { self = value.map { .integer($0) } ?? .null }
    package init(_ value: UInt32?) { self = value.map { .integer(Int64($0)) } ?? .null }
    package init(_ value: Double?) { self = value.map { .real($0) } ?? .null }
    package init(_ value: String?) { self = value.map { .text($0) } ?? .null }
    package init(_ value: [UInt8]?) { self = value.map { .blob($0) } ?? .null }

    /// - Throws: ``StorageError/Code/invalidValue`` for what one of the databases would change silently.
    func check() throws {
        switch self {
        case .text(let text) where text.utf8.contains(0):
            throw StorageError(code: .invalidValue, context: "A text holds a NUL, which no database keeps.")
        case .real(let number) where number.isNaN:
            throw StorageError(code: .invalidValue, context: "A value is not a number.")
        case .integer, .real, .text, .blob, .null: break
        }
    }
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(stringLiteral value: String) { self = .text(value) }
}
