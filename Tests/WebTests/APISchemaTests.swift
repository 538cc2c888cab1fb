import Access
import Testing

@testable import Web

struct APISchemaTests {
    private static let members: [Schema.Member] = [
        .id("id"), .text("name", upTo: 5), .choices("roles", Role.self), .time("from"),
        Schema.Member.time("until").optional, Schema.Member.truth("is_urgent").omissible,
    ]

    @Test(
        "What is as described is taken",
        arguments: [
            #"{"id":1,"name":"Ash","roles":[],"from":"2026-03-28T13:07:00Z"}"#,
            #"{"id":9223372036854775807,"name":"Åsh ü","roles":["legal","spoc"],"from":"2026-03-28T13:07:00+01:00"}"#,
            #"{"id":1,"name":"A","roles":[],"from":"2026-03-28T13:07:00Z","until":null,"is_urgent":true}"#,
        ])
    func takes(text: String) throws {
        let value = try #require(JSONValue(bytes: Array(text.utf8)))
        try Schema.object(Self.members).check(value)
    }

    @Test(
        "What is not as described is refused at its place",
        arguments: [
            (#"[]"#, ""),
            (#"{"name":"Ash","roles":[],"from":"2026-03-28T13:07:00Z"}"#, "id"),
            (#"{"id":0,"name":"Ash","roles":[],"from":"2026-03-28T13:07:00Z"}"#, "id"),
            (#"{"id":1.5,"name":"Ash","roles":[],"from":"2026-03-28T13:07:00Z"}"#, "id"),
            (#"{"id":"1","name":"Ash","roles":[],"from":"2026-03-28T13:07:00Z"}"#, "id"),
            (#"{"id":1,"name":"","roles":[],"from":"2026-03-28T13:07:00Z"}"#, "name"),
            (#"{"id":1,"name":"Rowans","roles":[],"from":"2026-03-28T13:07:00Z"}"#, "name"),
            (#"{"id":1,"name":"A\u202eh","roles":[],"from":"2026-03-28T13:07:00Z"}"#, "name"),
            (#"{"id":1,"name":"A\nh","roles":[],"from":"2026-03-28T13:07:00Z"}"#, "name"),
            (#"{"id":1,"name":null,"roles":[],"from":"2026-03-28T13:07:00Z"}"#, "name"),
            (#"{"id":1,"name":"Ash","roles":["legal","king"],"from":"2026-03-28T13:07:00Z"}"#, "roles[1]"),
            (#"{"id":1,"name":"Ash","roles":[],"from":"28/03/2026"}"#, "from"),
            (#"{"id":1,"name":"Ash","roles":[],"from":"2926-03-28T13:07:00Z"}"#, "from"),
            (#"{"id":1,"name":"Ash","roles":[],"from":"2026-03-28T13:07:00Z","until":0}"#, "until"),
            (
                #"{"id":1,"name":"Ash","roles":[],"from":"2026-03-28T13:07:00Z","is_urgent":null}"#,
                "is_urgent"
            ),
            (#"{"id":1,"name":"Ash","roles":[],"from":"2026-03-28T13:07:00Z","nmae":""}"#, ""),
        ])
    func refuses(text: String, field: String) throws {
        let value = try #require(JSONValue(bytes: Array(text.utf8)))
        let fault = #expect(throws: SchemaFault.self) { try Schema.object(Self.members).check(value) }
        #expect(fault?.field == field)
    }

    @Test(
        "What is no JSON in UTF-8 is none",
        arguments: [[], [0xFF], Array("{".utf8), Array("{\"a\":NaN}".utf8)])
    func notJSON(bytes: [UInt8]) {
        #expect(JSONValue(bytes: bytes) == nil)
    }

    @Test("A value reads back as it was written")
    func readsBack() throws {
        let value = JSONValue.object([
            "a": .list([.null, .truth(true), .integer(.min), .real(0.5)]), "b/": .text("“\u{0}” \\ é"),
        ])
        #expect(JSONValue(bytes: value.bytes) == value)
    }
}
