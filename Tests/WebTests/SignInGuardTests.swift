import Storage
import Casework
import Access
import CallRecords
import HTTPTypes
import Hummingbird
import Testing

@testable import Web

/// What stands before every page, and what is tried against it.
struct SignInGuardTests {
    private static func site(_ settings: SiteSettings = SiteSettings(software: "test")) async throws
        -> DoorSite
    {
        let site = try await DoorSite(settings: settings)
        try await site.user("administrator", Grant(.administrator, .everywhere), isPractice: true)
        return site
    }

    @Test("A form without this session's token changes nothing, however it is sent")
    func tokens() async throws {
        let site = try await Self.site()
        try await site.visit { door in
            try await door.enter("administrator")
            let token = try await door.page("/administration/forces").token
            let other = Door(client: door.client)
            let strangers = try await other.page("/sign-in").token
            for wrong in ["", strangers, String(token.dropLast()), token.uppercased()] where wrong != token {
                let refused = try await door.send("/administration/forces", ["name": "A", "_token": wrong])
                #expect(refused.status == .forbidden)
            }
            #expect(try await door.send("/administration/forces", ["name": "A"]).status == .forbidden)
            let plain = try await door.send(
                "/administration/forces", ["name": "A", "_token": token],
                headers: [.contentType: "text/plain"])
            #expect(plain.status == .forbidden, "only forms and uploads carry it in their body")
            let made = try await door.send("/administration/forces", ["name": "A", "_token": token])
            #expect(made.status == .seeOther)
            #expect(try await site.casebook.forces().map(\.name) == ["A"])
        }
    }

    @Test("Another site's page sends nothing, even with the right token")
    func foreign() async throws {
        let site = try await Self.site()
        try await site.visit { door in
            try await door.enter("administrator")
            let token = try await door.page("/administration/forces").token
            let foreign: [HTTPFields] = [
                [.origin: "http://evil.example"], [.origin: "null"], [.origin: "https://localhost"],
                [.origin: "http://localhost.evil.example"], [.fetchSite: "cross-site"],
                [.fetchSite: "same-site"],
            ]
            for headers in foreign {
                let refused = try await door.send(
                    "/administration/forces", ["name": "A", "_token": token], headers: headers)
                #expect(refused.status == .forbidden, "\(headers)")
            }
            let own = try await door.send(
                "/administration/forces", ["name": "A", "_token": token],
                headers: [.origin: "http://localhost", .fetchSite: "same-origin"])
            #expect(own.status == .seeOther)
        }
    }

    @Test("An upload carries the token in its first part, or is refused before a byte of it is kept")
    func uploads() async throws {
        let site = try await Self.site()
        try await site.visit { door in
            try await door.enter("administrator")
            let token = try await door.page("/administration/forces").token
            func part(_ name: String, _ text: String) -> String {
                "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(text)\r\n"
            }
            let type: HTTPFields = [.contentType: "multipart/form-data; boundary=b"]
            for (body, status) in [
                (part("file", "x") + part("_token", token) + "--b--\r\n", HTTPResponse.Status.forbidden),
                (part("_token", "wrong") + "--b--\r\n", .forbidden), ("", .forbidden), ("--b", .forbidden),
                (part("_token", token) + "--b--\r\n", .notFound),
            ] {
                let answer = try await door.ask("/nowhere", .post, type, body)
                #expect(answer.status == status, "\(body.count)")
            }
        }
    }

    @Test("Every form that is sent gets the token, and no other")
    func inserted() {
        let visitor = Visitor.nobody(browser: "secret")
        let page =
            "<form action=\"/q\"><form method=\"post\" action=\"/a\">x<form class=\"c\" method=\"post\">&lt;form method=\"post\">"
        let drawn = FormToken.inserted(into: page, for: visitor)
        #expect(drawn.ranges(of: "name=\"_token\"").count == 2)
        #expect(drawn.hasPrefix("<form action=\"/q\"><form"))
        #expect(FormToken.inserted(into: page, for: .unknown) == page)
    }

    @Test(
        "What leads back never leads away",
        arguments: [
            ("/lines/7?x=1", "/lines/7?x=1"), ("", "/"), ("//evil.example", "/"), ("/\\evil.example", "/"),
            ("https://evil.example", "/"), ("/a\r\nSet-Cookie: x=1", "/"), ("/a b", "/"), ("lines", "/"),
            ("/é", "/"), ("/" + String(repeating: "a", count: 2_001), "/"),
        ])
    func paths(text: String, path: String) { #expect(LocalPath(text).description == path) }

    @Test("No header is made of what somebody sent")
    func headers() async throws {
        let site = try await Self.site()
        try await site.visit { door in
            let page = try await door.page("/sign-in?to=/x%0d%0aSet-Cookie:%20evil=1")
            #expect(page.status == .ok)
            try await door.enter("administrator")
            let home = try await door.page("/sign-in?to=/x%0d%0aSet-Cookie:%20evil=1")
            #expect(home.location == "/")
        }
    }

    @Test(
        "Only its own names are answered to",
        arguments: [
            ("127.0.0.1:8080", true), ("localhost", true), ("LOCALHOST:1", true), ("[::1]:8080", true),
            ("[::1]", true),
            ("[::1].evil.example", false), ("[::1", false), ("localhost.evil.example", false),
            ("127.0.0.1.evil.example:80", false), ("ringfence.example", false), ("", false), (":80", false),
        ])
    func names(authority: String, isOwn: Bool) {
        #expect(HostRule.loopback.allows(authority) == isOwn)
        #expect(HostRule.named("ringfence.example").allows(authority) == (authority == "ringfence.example"))
    }

    @Test(
        "A proxy is believed in the last address it adds, and in nothing else",
        arguments: [
            ("192.0.2.7", "192.0.2.7"), ("10.0.0.1, 192.0.2.7", "192.0.2.7"),
            ("evil, 2001:db8::1", "2001:db8::1"),
            ("", nil), ("192.0.2.7, evil", nil), ("<script>", nil), ("1\r\nx", nil),
            (String(repeating: "1", count: 46), nil),
        ] as [(String, String?)])
    func forwarded(list: String, address: String?) { #expect(Arrivals.lastAddress(list) == address) }

    @Test("Behind a proxy, what came to it in clear is refused")
    func inClear() async throws {
        let site = try await Self.site(
            SiteSettings(software: "test", hosts: .named("localhost"), isSecure: true, isBehindProxy: true))
        try await site.visit { door in
            let http = try await door.page("/sign-in", headers: [.forwardedProto: "http"]).status
            #expect(http == .forbidden)
            let https = try await door.page("/sign-in", headers: [.forwardedProto: "https"]).status
            #expect(https == .ok)
        }
    }

    @Test("One visitor cannot ask faster than others can bear, and is told when to ask again")
    func rates() async throws {
        let site = try await Self.site(SiteSettings(software: "test", rate: RateRule(steady: 2, burst: 5)))
        try await site.visit { door in
            for _ in 0..<5 { #expect(try await door.page("/assets/ringfence.css").status == .ok) }
            let refused = try await door.page("/assets/ringfence.css")
            #expect(refused.status == .tooManyRequests && refused.headers[.retryAfter] == "1")
            site.clock.pass(seconds: 1)
            #expect(try await door.page("/assets/ringfence.css").status == .ok)
        }
    }

    @Test("Somebody with very many addresses fills no memory")
    func manySources() {
        let clock = SetClock()
        let limiter = RateLimiter(rule: RateRule(steady: 1, burst: 2)) { clock.now }
        for number in 0..<50_000 { #expect(limiter.take(for: "source \(number)") == 0) }
    }

    @Test("Every page keeps the outside out")
    func policy() async throws {
        let site = try await Self.site()
        try await site.visit { door in
            for uri in ["/sign-in", "/nowhere", "/assets/ringfence.css", "/api/v1/nowhere"] {
                let answer = try await door.page(uri)
                let policy = answer.headers[.contentSecurityPolicy] ?? ""
                #expect(policy.contains("default-src 'none'") && !policy.contains("unsafe"))
                #expect(policy.contains("frame-ancestors 'none'") && policy.contains("form-action 'self'"))
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
                #expect(
                    (answer.headers[.serverTiming] != nil) == (uri != "/sign-in"),
                    "no time is told at the door")
            }
        }
    }
}
