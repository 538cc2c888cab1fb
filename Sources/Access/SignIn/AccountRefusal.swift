/// Why signing in, or a change of an account, is refused. Its sentence is shown where it was tried.
package enum AccountRefusal: Error, Sendable, Hashable {
    // Signing in. One case for all that is wrong, so that nobody learns which it was.
    case notRecognised
    case wait(seconds: Int64)
    /// The step before is over, or was never taken.
    case stepOver
    case linkOver
    case provider(ProviderFailure)
    case providerUnknown

    // One's own account.
    case password(PasswordRule.Refusal)
    case passwordsDiffer
    case wrongNewCode
    case practice
    case noScope
    case keyPeriod
    case noSuchKey
    case noSuchSession

    // Users.
    case loginForm
    case loginTaken
    case nameMissing
    case nameForm
    case noSuchUser
    case noSuchForce
    case noSuchOperation
    case forceTaken
    case oneself
    case administratorAndCases
    case administratorOfOperation
    case lastAdministrator
    case outsideForce
    case roleMissing

    package var sentence: String {
        switch self {
        case .notRecognised:
            "That is not right. Check the sign-in name and the password, or the code, and try again."
        case .wait(let seconds): "There were too many wrong tries. Try again in \(Self.time(seconds))."
        case .stepOver: "That took too long, or was begun in another window. Sign in again."
        case .linkOver:
            "This link was used, is too old, or another has taken its place. Ask your administrator for a new one; the first "
                + "administrator gets one with “ringfence setup”."
        case .provider(let failure): failure.sentence
        case .providerUnknown:
            "Your identity provider knows you, but this casebook has no user with your mail address as sign-in name. "
                + "Ask your administrator to make one."
        case .password(let refusal): refusal.sentence
        case .passwordsDiffer: "The two passwords are not the same. Type the new one twice."
        case .wrongNewCode:
            "That is not the code the authenticator shows now. Check that its clock is right, and type the next code."
        case .practice: "A practice user's password and second factor stay as they are."
        case .noScope: "Choose what the key may be used for."
        case .keyPeriod: "A key holds from 1 to \(KeyRule.longest) days."
        case .noSuchKey: "There is no such key of yours."
        case .noSuchSession: "There is no such session. It may have ended."
        case .loginForm:
            "A sign-in name has 2 to 60 letters, digits, or . - _ @ +; a mail address does."
        case .loginTaken: "There is a user with that sign-in name. Choose another."
        case .nameMissing: "Enter a name."
        case .nameForm: "A name has up to 60 characters, in one line."
        case .noSuchUser: "There is no such user."
        case .noSuchForce: "There is no such force."
        case .noSuchOperation: "There is no such operation."
        case .forceTaken: "There is a force of that name. Choose another."
        case .oneself: "Nobody changes their own roles or standing. Ask another administrator."
        case .administratorAndCases:
            "An administrator sees no case: nobody holds that role together with one that opens cases. "
                + "Take the other role away first, or make a second user."
        case .administratorOfOperation:
            "An administrator is one for everywhere or for a force, not for an operation."
        case .lastAdministrator:
            "This is the last administrator for everywhere. Make another first, or nobody could manage users."
        case .outsideForce:
            "You manage users of your own force only: all that this user was given, or is to be given, must lie in it."
        case .roleMissing: "Choose a role, and where it holds."
        }
    }

    private static func time(_ seconds: Int64) -> String {
        guard seconds >= 120 else { return seconds == 1 ? "1 second" : "\(seconds) seconds" }
        return "\((seconds + 59) / 60) minutes"
    }
}
