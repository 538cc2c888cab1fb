import Casework
import Hummingbird

/// What this is and what it is not, how to use it by keyboard, and how accessible it is.
struct AboutPages: PageRoutes {
    let site: Site

    func add(to router: Router<PageContext>) {
        router.get("/help") { _, context in
            site.page(
                AboutPage(software: site.settings.software, asksWhy: site.settings.desk.asksWhy), context)
        }
        router.get("/help/accessibility") { _, context in site.page(AccessibilityPage(), context) }
    }
}

struct AboutPage: PageModel {
    static let template = "about"
    static let section = "Help"
    let title = "About Ringfence"
    let software: String
    /// Whether looking at a line, a number or a person asks for a reason.
    let asksWhy: Bool

    init(software: String, asksWhy: Bool) { (self.software, self.asksWhy) = (software, asksWhy) }
}

struct AccessibilityPage: PageModel {
    static let template = "accessibility"
    static let section = "Help"
    let title = "Accessibility and keyboard"
}
