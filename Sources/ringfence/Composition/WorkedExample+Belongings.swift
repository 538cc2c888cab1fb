import Access
import CallRecords
import Casework
import Storage
import Synthesis
import Telephony

/// What is recorded of people, places and handsets. All of it is invented.
extension WorkedExample {
    struct InventedPerson {
        let name: String
        let roles: Set<PersonRole>
        let line: String
        let fields: [(key: String, value: String)]
    }

    static let people = [
        InventedPerson(
            name: "Dorrin Vale", roles: [.lineHolder, .suspect], line: "Ash",
            fields: [("aliases", "Uncle D"), ("born", "1994")]),
        InventedPerson(
            name: "Kit Sallow", roles: [.runner, .suspect, .victim, .exploitedChild], line: "Ash",
            fields: [
                ("born", "2010"),
                ("summary", "Missing from home three times since February. Referred to children's services."),
            ]),
        InventedPerson(
            name: "Maudie Fennick", roles: [.cuckooedResident, .victim, .witness], line: "Rowan",
            fields: [("summary", "The Rowan line used her flat in Tanner Row.")]),
    ]

    mutating func record(_ person: InventedPerson, in place: Workplace) async throws {
        let desk = desk(place.investigator)
        let known = try await casebook.people(in: [place.operation], page: 1).rows
        var id = known.first { $0.name == person.name }?.id
        if id == nil {
            id = try await desk.addPerson(named: person.name, roles: person.roles, in: place.operation)
            steps += 1
        }
        guard let id, let line = try await casebook.line(named: person.line, in: [place.operation]) else {
            return
        }
        for (key, value) in person.fields {
            try await set(key, of: Subject(.person, id), to: value, at: desk)
        }
        if try await casebook.person(id: id)?.lines.isEmpty ?? false {
            try await desk.link(person: id, line: line.line.id, isLinked: true)
            steps += 1
        }
    }

    private static let descriptions: [(line: String, fields: [(key: String, value: String)])] = [
        (
            "Ash",
            [
                ("aliases", "Smoky\nAsh Boys"), ("reach", "external"), ("exporting_place", "Aldermoor"),
                ("importing_places", "Thornmere\nWexcombe"),
            ]
        ),
        (
            "Rowan",
            [("reach", "internal"), ("exporting_place", "Thornmere"), ("importing_places", "Thornmere")]
        ),
    ]

    mutating func describe(in place: Workplace) async throws {
        let desk = desk(place.investigator)
        for (name, fields) in Self.descriptions {
            guard let line = try await casebook.line(named: name, in: [place.operation])?.line else {
                continue
            }
            for (key, value) in fields {
                try await set(key, of: Subject(.line, line.id), to: value, at: desk)
            }
        }
        guard let ash = try await casebook.line(named: "Ash", in: [place.operation]),
            let number = ash.episodes.first
        else { return }
        let subject = Subject(.line, ash.line.id)
        if try await casebook.notes(on: subject).isEmpty {
            try await desk.addNote(
                "The new number is being given out in the market square. Ask Aldermoor whether they know it.",
                on: subject)
            steps += 1
        }
        try await recordHandset(of: number, ash.line, at: desk)
    }

    private mutating func recordHandset(of number: Episode, _ line: Line, at desk: Desk) async throws {
        let known = Set(try await casebook.identifiers(line: line.id).map(\.entry.identifier.kind))
        let handset = county.events.lazy.compactMap { $0.from.party == number.party ? $0.from.handset : nil }
            .first
        if let handset, !known.contains(.imei) {
            _ = try await desk.addIdentifier(
                .imei, written: handset.description, line: line.id, from: number.from, until: number.until,
                source: "The number's records")
            steps += 1
        }
        if !known.contains(.imsi) {
            // The network 001-01 is for tests (ITU-T E.212).
            _ = try await desk.addIdentifier(
                .imsi, written: "001010000004711", line: line.id, from: number.from, until: number.until,
                source: "Subscriber check")
            steps += 1
        }
    }
}
