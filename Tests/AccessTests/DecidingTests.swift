import Access
import Foundation
import Testing

struct DecidingTests {
    private static let larch = Place.Operation(id: 7)

    private static func person(_ grants: Grant..., keyScopes: Set<KeyScope>? = nil) -> Principal {
        Principal(id: 3, login: "a.officer", name: "A. Officer", grants: grants, keyScopes: keyScopes)
    }

    @Test("Every action has one rule, and one role at least may do it")
    func complete() {
        #expect(
            AccessRules.rules.map(\.action).sorted { $0.rawValue < $1.rawValue }
                == Action.allCases.sorted { $0.rawValue < $1.rawValue })
        for rule in AccessRules.rules { #expect(!rule.roles.isEmpty, "\(rule.action)") }
    }

    /// Every role against every action at home: what the table does not say is refused.
    @Test("Only the table allows", arguments: Role.allCases, Action.allCases)
    func onlyTheTable(role: Role, action: Action) throws {
        let rule = try #require(AccessRules.rule(for: action))
        let verdict = AccessRules.decide(
            Self.person(Grant(role, .force(1))), action, on: Place(force: 1, operation: Self.larch))
        #expect(verdict.isAllowed == rule.roles.contains(role))
        // And nobody reaches another force's work by the same role, but their own account.
        let elsewhere = AccessRules.decide(
            Self.person(Grant(role, .force(2))), action, on: Place(force: 1, operation: Self.larch))
        #expect(elsewhere.isAllowed == (action == .useAccount))
        #expect(AccessRules.decide(nil, action, on: .everywhere) == .refused(because: .notSignedIn))
    }

    @Test("An administrator sees no case, wherever they are one", arguments: Action.allCases)
    func administrator(action: Action) throws {
        let cases: Set<Action> = [
            .seeUsers, .manageUsers, .manageForces, .setRetention, .seeSystem, .useAccount,
        ]
        let verdict = AccessRules.decide(
            Self.person(Grant(.administrator, .everywhere)), action,
            on: Place(force: 1, operation: Self.larch))
        #expect(verdict.isAllowed == cases.contains(action))
    }

    @Test(
        "A shared operation is seen or worked on as it was shared",
        arguments: [
            (Place.Share.see, Action.seeLines, true), (.see, .editLines, false), (.see, .trace, false),
            (.work, .seeLines, true), (.work, .editLines, true),
        ])
    func shared(share: Place.Share, action: Action, isAllowed: Bool) {
        let place = Place(force: 1, operation: .init(id: 7, shares: [2: share]))
        let verdict = AccessRules.decide(Self.person(Grant(.investigator, .force(2))), action, on: place)
        #expect(verdict.isAllowed == isAllowed)
        if !isAllowed { #expect(verdict == .refused(because: .sharedForSeeing)) }
        #expect(
            AccessRules.decide(Self.person(Grant(.investigator, .force(3))), action, on: place)
                == .refused(because: .elsewhere))
    }

    @Test("A restricted operation opens to those named in it alone, whatever else they hold")
    func restricted() {
        let place = Place(force: 1, operation: .init(id: 7, shares: [2: .work], named: [3]))
        let other = Principal(id: 4, login: "b", name: "B", grants: [Grant(.investigator, .everywhere)])
        #expect(
            AccessRules.decide(Self.person(Grant(.investigator, .force(1))), .seeLines, on: place).isAllowed)
        #expect(AccessRules.decide(other, .seeLines, on: place) == .refused(because: .restricted))
        // To be named gives no role.
        #expect(
            AccessRules.decide(Self.person(Grant(.messenger, .force(1))), .editLines, on: place).isAllowed
                == false)
    }

    @Test("A closed operation is read and not changed, but for what ends it")
    func closed() {
        let place = Place(force: 1, operation: .init(id: 7, isClosed: true))
        let person = Self.person(Grant(.investigator, .force(1)), Grant(.legal, .force(1)))
        for rule in AccessRules.rules where !rule.roles.isDisjoint(with: person.roles) {
            let ends: Set<Action> = [.editOperation, .askDeletion, .confirmDeletion, .holdData]
            let verdict = AccessRules.decide(person, rule.action, on: place)
            #expect(verdict.isAllowed == (rule.isLook || ends.contains(rule.action)), "\(rule.action)")
        }
    }

    @Test("A role for one operation opens no other")
    func oneOperation() {
        let person = Self.person(Grant(.analyst, .operation(7)))
        #expect(AccessRules.decide(person, .trace, on: Place(force: 1, operation: Self.larch)).isAllowed)
        #expect(
            AccessRules.decide(person, .trace, on: Place(force: 1, operation: .init(id: 8)))
                == .refused(because: .elsewhere))
        #expect(
            AccessRules.decide(person, .makeOperation, on: Place(force: 1)) == .refused(because: .elsewhere))
    }

    @Test("A key does what its scopes say and its owner may, and no more")
    func keys() {
        let place = Place(force: 1, operation: Self.larch)
        let reader = Self.person(Grant(.investigator, .force(1)), keyScopes: [.read])
        #expect(AccessRules.decide(reader, .seeLines, on: place).isAllowed)
        #expect(AccessRules.decide(reader, .editLines, on: place) == .refused(because: .keyScope(.write)))
        let writer = Self.person(Grant(.messenger, .force(1)), keyScopes: Set(KeyScope.allCases))
        #expect(!AccessRules.decide(writer, .editLines, on: place).isAllowed)
    }

    @Test("A look that asks why waits for the reason, and a refusal is not turned into a question")
    func why() {
        let place = Place(force: 1, operation: Self.larch)
        let person = Self.person(Grant(.investigator, .force(1)))
        #expect(
            AccessRules.decide(person, .seePeople, on: place, why: .missing) == .refused(because: .whyNeeded))
        #expect(AccessRules.decide(person, .seePeople, on: place, why: .given).isAllowed)
        let stranger = Self.person(Grant(.messenger, .force(1)))
        #expect(
            AccessRules.decide(stranger, .seePeople, on: place, why: .missing)
                != .refused(because: .whyNeeded))
    }

    @Test("The manual's table is what the rules say")
    func manual() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "docs/manual/access.md")
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
            try Data(AccessRules.manual.utf8).write(to: file)
            Issue.record("access.md was rewritten: read the change, then run without RECORD_GOLDEN")
            return
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == AccessRules.manual)
    }
}
