/// A value that is null in JSON where nothing is known. A key that were left out might as well have been forgotten.
struct OrNull<Value: Encodable>: Encodable {
    let value: Value?

    init(_ value: Value?) { self.value = value }

    func encode(to encoder: any Encoder) throws {
        var box = encoder.singleValueContainer()
        if let value { try box.encode(value) } else { try box.encodeNil() }
    }
}
