import Access
import CallRecords
import Testing

/// Forces 1 and 2; operation 11 of force 1, operation 21 of force 2.
struct UserRuleTests {
    private static func person(_ id: Int64, _ grants: [Grant]) -> Principal {
        Principal(id: id, login: "u\(id)", name: "U. Number \(id)", grants: grants)
    }

    private static func situation(_ id: Int64, _ grants: [Grant], administrators: Set<Int64> = [1])
        -> UserSituation
    {
        UserSituation(
            account: Account(
                id: id, login: "u\(id)", name: "U. Number \(id)", grants: grants,
                standing: .init(
                    isSuspended: false, isPractice: false, hasPassword: true, hasSecondFactor: true),
                madeAt: Instant(seconds: 0), lastSignedInAt: nil),
            secrets: AccountSecrets(password: nil, code: nil, codeStep: 0, recoveryCodesLeft: 0),
            administrators: administrators, forces: [1, 2], forceOfOperation: [11: 1, 21: 2])
    }

    private static let everywhere = person(1, [Grant(.administrator, .everywhere)])
    private static let ofForce = person(2, [Grant(.administrator, .force(1))])
    private static let analyst = Grant(.analyst, .force(1))

    @Test(
        "An administrator gives roles where they are one",
        arguments: [
            (everywhere, Grant(.auditor, .everywhere)), (everywhere, Grant(.analyst, .operation(21))),
            (ofForce, Grant(.investigator, .force(1))), (ofForce, Grant(.investigator, .operation(11))),
        ])
    func gives(who: Principal, grant: Grant) throws {
        try UserRules.give(grant, by: who, Self.situation(5, [Self.analyst]))
    }

    @Test(
        "And nowhere else, to nobody else",
        arguments: [
            (ofForce, Grant(.analyst, .everywhere), [analyst], AccountRefusal.outsideForce),
            (ofForce, Grant(.analyst, .force(2)), [analyst], .outsideForce),
            (ofForce, Grant(.analyst, .operation(21)), [analyst], .outsideForce),
            (ofForce, analyst, [Grant(.analyst, .force(2))], .outsideForce),
            (ofForce, analyst, [analyst, Grant(.legal, .operation(21))], .outsideForce),
            (ofForce, analyst, [Grant(.auditor, .everywhere)], .outsideForce),
            (ofForce, analyst, [], .outsideForce),
            (everywhere, Grant(.analyst, .force(9)), [analyst], .noSuchForce),
            (everywhere, Grant(.analyst, .operation(9)), [analyst], .noSuchOperation),
            (everywhere, Grant(.administrator, .operation(11)), [], .administratorOfOperation),
            (everywhere, Grant(.administrator, .force(1)), [analyst], .administratorAndCases),
            (everywhere, analyst, [Grant(.administrator, .force(2))], .administratorAndCases),
            (person(3, [analyst]), analyst, [analyst], .outsideForce),
            (person(3, [Grant(.auditor, .everywhere)]), analyst, [analyst], .outsideForce),
        ] as [(Principal, Grant, [Grant], AccountRefusal)])
    func refuses(who: Principal, grant: Grant, held: [Grant], refusal: AccountRefusal) {
        #expect(throws: refusal) { try UserRules.give(grant, by: who, Self.situation(5, held)) }
    }

    @Test(
        "A role that opens cases and that of administrator are never held together", arguments: Role.caseRoles
    )
    func neverBoth(role: Role) {
        #expect(throws: AccountRefusal.administratorAndCases) {
            try UserRules.give(
                Grant(role, .force(1)), by: Self.everywhere,
                Self.situation(5, [Grant(.administrator, .everywhere)]))
        }
    }

    @Test("Nobody changes their own roles or standing")
    func oneself() {
        let own = Self.situation(1, Self.everywhere.grants, administrators: [1, 9])
        #expect(throws: AccountRefusal.oneself) { try UserRules.give(Self.analyst, by: Self.everywhere, own) }
        #expect(throws: AccountRefusal.oneself) {
            try UserRules.take(Grant(.administrator, .everywhere), by: Self.everywhere, own)
        }
        #expect(throws: AccountRefusal.oneself) { try UserRules.suspend(by: Self.everywhere, own) }
        #expect(throws: AccountRefusal.oneself) { try UserRules.change(by: Self.everywhere, own) }
    }

    @Test("The last administrator for everywhere stays one")
    func last() throws {
        let grant = Grant(.administrator, .everywhere)
        let last = Self.situation(5, [grant], administrators: [5])
        #expect(throws: AccountRefusal.lastAdministrator) {
            try UserRules.take(grant, by: Self.everywhere, last)
        }
        #expect(throws: AccountRefusal.lastAdministrator) { try UserRules.suspend(by: Self.everywhere, last) }
        try UserRules.take(Grant(.auditor, .everywhere), by: Self.everywhere, last)
        try UserRules.suspend(by: Self.everywhere, Self.situation(5, [grant], administrators: [1, 5]))
    }
}
