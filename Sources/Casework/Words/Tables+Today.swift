import Access
import CallRecords
import Telephony

/// The tables of what needs somebody, and of who may open an operation.
extension Tables {
    /// Closures whose line has not been found again, as the home page lists them.
    package static func waiting(_ rows: [LineRow], _ operations: [OperationEntry], now: Instant) -> Table {
        let names = Dictionary(uniqueKeysWithValues: operations.map { ($0.id, $0.name) })
        return Table(
            "Closures whose line is not found again",
            [
                .text("Line", "line"), .text("Operation", "operation"), .time("Closed", "closed_at"),
                .number("Since the closure", "hours_since_closure"),
            ],
            rows.map { row in
                [
                    .init(row.line.name, link: row.lastClosureID.map { "/closures/\($0)" }),
                    .init(names[row.operationID] ?? ""), .time(row.lastClosedAt),
                    .hours(row.lastClosedAt.map { now.hours(since: $0) }),
                ]
            })
    }

    /// Check-backs that nobody has done yet, as the home page lists them.
    package static func due(_ checks: [CheckBack]) -> Table {
        Table(
            "Check-backs due",
            [
                .text("Line", "line"), .party("Number", "number"), .number("Day", "day"),
                .time("Due", "due_at"),
            ],
            checks.map { check in
                [
                    .init(check.line.name, link: "/check-backs/\(check.id)"), party(check.party),
                    .number(check.day),
                    .time(check.dueAt),
                ]
            })
    }

    package static func shares(_ shares: [(force: Force, reach: Place.Share)]) -> Table {
        Table(
            "Shared with", [.text("Force", "force"), .text("For", "reach")],
            shares.map { [.init($0.force.name), .init(name(of: $0.reach), value: $0.reach.rawValue)] })
    }

    package static func name(of reach: Place.Share) -> String {
        switch reach {
        case .see: "Seeing"
        case .work: "Working in it"
        }
    }

    /// The people an operation is restricted to.
    package static func named(_ people: [(id: Int64, name: String, login: String)]) -> Table {
        Table(
            "People named", [.text("Name", "name"), .text("Sign-in name", "login")],
            people.map { [.init($0.name), .init($0.login)] })
    }

    /// The lines a person is linked to.
    package static func lines(of person: Person) -> Table {
        Table(
            "Lines of \(person.name)", [.text("Line", "line"), .time("Recorded", "recorded_at")],
            person.lines.map { [.init($0.name, link: "/lines/\($0.id)"), .time($0.recordedAt)] })
    }

    /// Where the page of a number is. It takes the number itself, so that no table needs to look it up.
    package static func link(to party: Party) -> String { "/numbers/\(party.description.inAddress)" }
}

extension String {
    /// As part of an address: what has a meaning there is written as `%` and two digits (RFC 3986, 2.1 and 2.3).
    package var inAddress: String {
        let hexadecimal = Array("0123456789ABCDEF")
        return utf8.reduce(into: "") { text, byte in
            let scalar = Unicode.Scalar(byte)
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || (48...57).contains(byte))
            if isPlain || "-._~".unicodeScalars.contains(scalar) {
                text.unicodeScalars.append(scalar)
            } else {
                text += "%\(hexadecimal[Int(byte >> 4)])\(hexadecimal[Int(byte & 15)])"
            }
        }
    }
}
