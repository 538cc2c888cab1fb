import SQL

/// A casebook: its database, and the original files beside it.
///
/// Each capability's operations are in a file of their own: `Casebook+Register.swift`, `Casebook+Intake.swift`, ….
package struct Casebook: Sendable {
    package let database: any SQLDatabase
    let originals: Originals
    let logWriter: LogWriter
}
