/// A look at a thing waits for its reason, which is asked once a sitting.
package struct ReasonNeeded: Error, Sendable, Hashable {
    package let subject: Subject

    package init(subject: Subject) { self.subject = subject }
}
