import CallRecords

/// A user as the casebook knows them, without their secrets.
package struct Account: Sendable, Hashable {
    package let id: Int64
    package let login: String
    package let name: String
    package let grants: [Grant]
    package let standing: Standing
    package let madeAt: Instant
    package let lastSignedInAt: Instant?

    package struct Standing: Sendable, Hashable {
        package let isSuspended: Bool
        /// For trying the worked example: signs in without a second factor.
        package let isPractice: Bool
        package let hasPassword: Bool
        package let hasSecondFactor: Bool

        package init(isSuspended: Bool, isPractice: Bool, hasPassword: Bool, hasSecondFactor: Bool) {
            (self.isSuspended, self.isPractice) = (isSuspended, isPractice)
            (self.hasPassword, self.hasSecondFactor) = (hasPassword, hasSecondFactor)
        }
    }

    package init(
        id: Int64, login: String, name: String, grants: [Grant], standing: Standing, madeAt: Instant,
        lastSignedInAt: Instant?
    ) {
        (self.id, self.login, self.name, self.grants) = (id, login, name, grants)
        (self.standing, self.madeAt, self.lastSignedInAt) = (standing, madeAt, lastSignedInAt)
    }

    package var principal: Principal { Principal(id: id, login: login, name: name, grants: grants) }

    package func actor(from source: String) -> Actor { Actor(userID: id, login: login, source: source) }
}

/// What an account is signed in to with. Stays between the store and the rules.
package struct AccountSecrets: Sendable, Hashable {
    /// Nil until the set-up link is used, and for those who come by way of their identity provider only.
    package let password: PasswordHash?
    package let code: OneTimeCode?
    /// The thirty-second step of the last code taken.
    package let codeStep: Int64
    package let recoveryCodesLeft: Int

    package init(password: PasswordHash?, code: OneTimeCode?, codeStep: Int64, recoveryCodesLeft: Int) {
        (self.password, self.code) = (password, code)
        (self.codeStep, self.recoveryCodesLeft) = (codeStep, recoveryCodesLeft)
    }
}

/// Users for trying the worked example. Only loading that makes them.
package enum Practice {
    /// Shown on the sign-in page wherever practice users exist.
    package static let password = "three invented lines"
}

/// How sign-in names and names are written.
package enum AccountNames {
    /// Two to sixty letters, digits and `. - _ @ +`, in lower case: a short name or a mail address.
    package static func login(_ text: String) throws(AccountRefusal) -> String {
        let login = text.filter { !$0.isWhitespace }.lowercased()
        let allowed = login.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("0"..."9").contains($0) || ".-_@+".unicodeScalars.contains($0)
        }
        guard (2...60).contains(login.count), allowed else { throw .loginForm }
        return login
    }

    /// A person's name, or a key's or force's: one line of up to sixty characters.
    package static func name(_ text: String) throws(AccountRefusal) -> String {
        let words = text.split { $0.isWhitespace }.joined(separator: " ")
        guard !words.isEmpty else { throw .nameMissing }
        let isPlain = words.unicodeScalars.allSatisfy {
            switch $0.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: false
            default: true
            }
        }
        guard words.count <= 60, isPlain else { throw .nameForm }
        return words
    }
}
