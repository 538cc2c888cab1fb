import Access

struct SignInPage: PageModel {
    static let template = "sign-in"
    static let section = ""
    let title = "Sign in"
    let to: String
    let login: String
    let wrong: FormProblems
    let provider: String
    let hasProvider: Bool
    /// Sign-in names of practice users.
    let practice: String
    let practicePassword: String
    let hasPractice: Bool
    /// Whether there is no user at all.
    let isEmpty: Bool

    init(
        to: String, login: String, wrong: FormProblems, provider: String, hasProvider: Bool, practice: String,
        practicePassword: String, hasPractice: Bool, isEmpty: Bool
    ) {
        (self.to, self.login, self.wrong) = (to, login, wrong)
        (self.provider, self.hasProvider) = (provider, hasProvider)
        (self.practice, self.practicePassword, self.hasPractice) = (practice, practicePassword, hasPractice)
        self.isEmpty = isEmpty
    }
}

struct SignInCodePage: PageModel {
    static let template = "sign-in-code"
    static let section = ""
    let title = "Enter your code"
    let to: String
    let wrong: FormProblems

    init(to: String, wrong: FormProblems) { (self.to, self.wrong) = (to, wrong) }
}

/// Setting up a second factor: its secret as a picture, as text and as a link, and the field for its first code.
struct SecondFactorPage: PageModel {
    static let template = "sign-in-set-up"
    static let section = ""
    let title = "Set up your second factor"
    let action: String
    let to: String
    /// In groups of four.
    let secret: String
    let link: String
    /// SVG, made here.
    let picture: String
    let hasPicture: Bool
    let wrong: FormProblems

    init(_ code: OneTimeCode, login: String, action: String, to: LocalPath, problem: String) {
        (self.action, self.to) = (action, to.description)
        let letters = Array(code.base32)
        secret = stride(from: 0, to: letters.count, by: 4)
            .map { String(letters[$0..<min($0 + 4, letters.count)]) }.joined(separator: " ")
        link = code.uri(login: login)
        picture = QRPicture(of: link)?.svg ?? ""
        hasPicture = !picture.isEmpty
        wrong = FormProblems(problem, at: "code")
    }
}

struct RecoveryCodesPage: PageModel {
    struct Code: Sendable { let text: String }

    static let template = "account-recovery-codes"
    static let section = ""
    let title = "Your recovery codes"
    let codes: [Code]
    let next: String

    init(codes: [Code], next: String) { (self.codes, self.next) = (codes, next) }
}

/// Leads on. The session's cookie goes only with what this site itself asks for, so that a page stands between another
/// site, such as the identity provider's, and the next.
struct SignedInPage: PageModel {
    static let template = "sign-in-done"
    static let section = ""
    let title: String
    let next: String
}

struct SetUpPage: PageModel {
    static let template = "sign-in-choose-password"
    static let section = ""
    let title = "Choose your password"
    let link: String
    let login: String
    let name: String
    let least: String
    let wrong: FormProblems

    init(link: String, account: Account, wrong: FormProblems) {
        (self.link, self.login, self.name) = (link, account.login, account.name)
        least = "\(PasswordRule.least)"
        self.wrong = wrong
    }
}

struct WhyPage: PageModel {
    static let template = "why"
    static let section = ""
    let title: String
    let kind: String
    let id: String
    let to: String
    let reason: String
    /// What was just done with the thing, such as that it was recorded.
    let notice: NoticeView
    let wrong: FormProblems
}
