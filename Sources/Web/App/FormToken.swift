import Access

/// What shows that a form came from a page of ours: a hidden field, derived from a secret of the session's.
enum FormToken {
    static let field = "_token"
    static let header = "X-Ringfence-Token"

    /// Empty for who sends no forms.
    static func token(for visitor: Visitor) -> String {
        visitor.formSecret.isEmpty ? "" : Secret.digest("form \(visitor.formSecret)")
    }

    static func isRight(_ token: String, for visitor: Visitor) -> Bool {
        !visitor.formSecret.isEmpty && isSame(token, Self.token(for: visitor))
    }

    /// Puts the field behind the tag of every form that is sent with `post`. Text on a page is escaped, so that every
    /// `<form` in it is a tag of a template's.
    static func inserted(into page: String, for visitor: Visitor) -> String {
        let token = token(for: visitor)
        guard !token.isEmpty else { return page }
        let field = Array("<input type=\"hidden\" name=\"\(Self.field)\" value=\"\(token)\">".utf8)
        let (open, post) = (Array("<form ".utf8), Array("method=\"post\"".utf8))
        let bytes = Array(page.utf8)
        var done: [UInt8] = []
        done.reserveCapacity(bytes.count + 4 * field.count)
        var place = 0
        while let tag = bytes[place...].firstIndex(of: 60) {
            guard bytes[tag...].starts(with: open), let end = bytes[tag...].firstIndex(of: 62) else {
                done += bytes[place...tag]
                place = tag + 1
                continue
            }
            done += bytes[place...end]
            if bytes[tag...end].firstRange(of: post) != nil { done += field }
            place = end + 1
        }
        done += bytes[place...]
        return String(decoding: done, as: UTF8.self)
    }
}
