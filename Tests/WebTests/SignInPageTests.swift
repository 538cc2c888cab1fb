import Storage
import Casework
import Access
import CallRecords
import HTTPTypes
import Hummingbird
import Testing

@testable import Web

struct SignInPageTests {
    @Test("From a link to a full session: password, second factor, recovery codes, and each cookie another")
    func firstTime() async throws {
        let site = try await DoorSite()
        let made = try await site.console.add(
            login: "ann", name: "A. Ann", first: Grant(.administrator, .everywhere))
        try await site.visit { door in
            let link = "/set-up?link=\(made.link)"
            #expect(try await door.page(link).text.contains("Choose your password"))
            let short = try await door.fill(
                link, ["link": made.link, "password": "short", "again": "short"], action: "/set-up")
            #expect(short.text.contains("must have 12 characters"))
            let chosen = try await door.fill(
                link, ["link": made.link, "password": DoorSite.password, "again": DoorSite.password],
                action: "/set-up")
            #expect(chosen.location == "/sign-in/set-up?to=/")
            let half = try #require(door.cookies["ringfence"])
            #expect(try await door.page("/").location == "/sign-in", "half a session opens nothing")
            let page = try await door.page(chosen.location)
            #expect(page.text.contains("<svg class=\"code\"") && page.text.contains("href=\"otpauth://totp/"))
            let wrong = try await door.fill("/sign-in/set-up", ["code": "000000"])
            #expect(wrong.status == .unprocessableContent)
            let pending = try #require(try await site.site.signIn.session(token: half)?.pending)
            let done = try await door.fill(
                "/sign-in/set-up",
                ["code": pending.code(at: OneTimeCode.step(at: site.clock.now)), "to": "/account"])
            #expect(done.text.matches(of: /<li>[A-Z2-9]{5}-[A-Z2-9]{5}<\/li>/).count == 10)
            #expect(door.cookies["ringfence"] != half)
            #expect(try await door.page("/account").text.contains("Where you are signed in"))
            door.cookies["ringfence"] = half
            #expect(try await door.page("/account").status == .seeOther, "the old cookie is worth nothing")
            #expect(try await door.page(link).status == .unprocessableContent, "nor is the link")
        }
    }

    @Test("Password, then code; what is wrong is one sentence; signing out ends it")
    func everyDay() async throws {
        let site = try await DoorSite()
        let id = try await site.user("ann", Grant(.auditor, .everywhere))
        let code = OneTimeCode(secret: Array(1...20))
        try await site.casebook.change(account: id, at: site.clock.now) { _ in
            UserDecision([.firstCode(code)], log: [])
        }
        try await site.visit { door in
            let asked = try await door.page("/administration?x=1&y=2")
            #expect(asked.location == "/sign-in?to=/administration%3Fx%3D1%26y%3D2")
            let wrong = try await door.fill("/sign-in", ["login": "ann", "password": "wrong"])
            let unknown = try await door.fill("/sign-in", ["login": "bob", "password": "wrong"])
            for answer in [wrong, unknown] {
                #expect(answer.status == .unprocessableContent)
                #expect(answer.text.contains(AccountRefusal.notRecognised.sentence))
            }
            let half = try await door.fill(
                asked.location, ["login": "ann", "password": DoorSite.password, "to": "/account"],
                action: "/sign-in")
            #expect(half.location == "/sign-in/code?to=/account")
            let full = try await door.fill(
                half.location, ["code": try await site.code(of: id), "to": "/account"],
                action: "/sign-in/code")
            #expect(full.location == "/account")
            let page = try await door.page("/account")
            #expect(page.status == .ok)
            let out = try await door.send("/sign-out", ["_token": page.token])
            #expect(out.location == "/sign-in")
            #expect(try await door.page("/account").status == .seeOther)
        }
    }

    @Test("A cookie that somebody else set is never taken for a session")
    func fixation() async throws {
        let site = try await DoorSite()
        try await site.user("analyst", Grant(.analyst, .everywhere), isPractice: true)
        try await site.visit { door in
            let planted = String(repeating: "a", count: 64)
            door.cookies["ringfence"] = planted
            _ = try await door.enter("analyst")
            #expect(door.cookies["ringfence"] != planted)
            door.cookies["ringfence"] = planted
            #expect(try await door.page("/account").status == .seeOther)
        }
    }

    @Test("The session's cookie is for this host alone, out of scripts' reach, and never sent from elsewhere")
    func cookies() async throws {
        for isSecure in [false, true] {
            let site = try await DoorSite(settings: SiteSettings(software: "test", isSecure: isSecure))
            try await site.user("analyst", Grant(.analyst, .everywhere), isPractice: true)
            try await site.visit { door in
                let answer = try await door.fill(
                    "/sign-in", ["login": "analyst", "password": DoorSite.password])
                let cookie = try #require(answer.headers[values: .setCookie].first)
                #expect(cookie.hasPrefix(isSecure ? "__Host-ringfence=" : "ringfence="))
                for word in ["HttpOnly", "SameSite=Strict", "Path=/"] { #expect(cookie.contains(word)) }
                #expect(cookie.contains("; Secure") == isSecure)
                #expect((answer.headers[.strictTransportSecurity] != nil) == isSecure)
            }
        }
    }

    @Test("After five wrong tries one waits, and is told how long")
    func lockOut() async throws {
        let site = try await DoorSite()
        try await site.visit { door in
            for _ in 0..<5 { _ = try await door.fill("/sign-in", ["login": "ann", "password": "guess"]) }
            let answer = try await door.fill("/sign-in", ["login": "ann", "password": "guess"])
            #expect(answer.status == .tooManyRequests)
            #expect(answer.text.contains("Try again in 2 seconds."))
        }
    }

    @Test("Practice users are shown on the sign-in page where there are any, and marked once signed in")
    func practice() async throws {
        let site = try await DoorSite()
        try await site.visit { door in
            let text = try await door.page("/sign-in").text
            #expect(text.contains("There is no user yet"))
        }
        try await site.user("analyst", Grant(.analyst, .everywhere), isPractice: true)
        try await site.visit { door in
            #expect(try await door.page("/sign-in").text.contains("Sign in as one of analyst"))
            try await door.enter("analyst")
            #expect(try await door.page("/account").text.contains("<strong>Practice user</strong>"))
        }
    }

    @Test("A reason is asked for once, and leads back to what was asked for")
    func why() async throws {
        let site = try await DoorSite()
        try await site.user("analyst", Grant(.analyst, .everywhere), isPractice: true)
        try await site.visit { door in
            try await door.enter("analyst")
            let address = WhyPages.address(for: Subject(.line, 7), to: LocalPath("/lines/7?part=2"))
            #expect(try await door.page(address).text.contains("Why do you need to look at this line?"))
            let empty = try await door.fill(
                address, ["kind": "line", "id": "7", "reason": " "], action: "/why")
            #expect(empty.status == .unprocessableContent)
            let given = try await door.fill(
                address, ["kind": "line", "id": "7", "reason": "Larch", "to": "/lines/7?part=2"],
                action: "/why")
            #expect(given.location == "/lines/7?part=2")
            let session = try #require(
                try await site.site.signIn.session(token: door.cookies["ringfence"] ?? ""))
            #expect(
                try await site.casebook.reason(session: session.id, subject: Subject(.line, 7)) == "Larch")
        }
    }

    @Test("Somebody led here from another site, signed in already, is not asked to sign in again")
    func fromElsewhere() async throws {
        let site = try await DoorSite()
        try await site.user("analyst", Grant(.analyst, .everywhere), isPractice: true)
        try await site.visit { door in
            try await door.enter("analyst")
            let jar = door.cookies
            door.cookies["ringfence"] = nil
            let led = try await door.page("/sign-in?to=/account", headers: [.fetchSite: "cross-site"])
            #expect(
                led.text.contains("<meta http-equiv=\"refresh\" content=\"0; url=/sign-in?to=/account\">"))
            door.cookies = jar
            #expect(try await door.page("/sign-in?to=/account").location == "/account")
        }
    }

    @Test("A key is shown once, opens what it may, and ends")
    func keys() async throws {
        let site = try await DoorSite()
        try await site.user("analyst", Grant(.analyst, .everywhere), isPractice: true)
        try await site.visit { door in
            try await door.enter("analyst")
            let none = try await door.fill(
                "/account/keys/new", ["name": "Export", "days": "9"], action: "/account/keys")
            #expect(none.text.contains(AccountRefusal.noScope.sentence))
            let made = try await door.fill(
                "/account/keys/new", ["name": "Export", "days": "9", "scope": "read"], action: "/account/keys"
            )
            let key = try #require(made.text.firstMatch(of: /rf_[0-9a-f]{64}/)).0
            let account = try await door.page("/account")
            #expect(account.text.contains("Export") && !account.text.contains(key))
            let page = try await door.page("/", headers: [.authorization: "Bearer \(key)"])
            #expect(page.status == .ok)
            for wrong in ["Bearer rf_0", "Bearer", "Basic \(key)", "Bearer \(key) x"] {
                let refused = try await door.page("/api/v1/operations", headers: [.authorization: wrong])
                #expect(refused.status == .unauthorized, "\(wrong)")
                #expect(refused.headers[.contentType] == "application/problem+json")
            }
        }
    }
}
