import CallRecords
import Casework
import Foundation
import Hummingbird
import HummingbirdTesting
import Storage
import Synthesis
import Telephony

@testable import Web

/// The pages over a casebook that goes away with it, asked in memory.
final class TemporarySite: Sendable {
    static let now = Instant(seconds: 1_780_000_000)
    let folder: URL
    let casebook: Casebook
    let site: Site
    let register: Register

    init() async throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ringfence-\(UUID().uuidString)")
        casebook = try await Casebook(folder: folder.path, now: Self.now)
        let layouts = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Layouts/ringfence.yaml")
        let layout = try Layout(yaml: String(contentsOf: layouts, encoding: .utf8))
        register = Register(store: casebook, software: "test") { Self.now }
        let intake = RecordIntake(
            store: casebook, layouts: [layout], open: { try RecordFile(path: $0) }, now: { Self.now })
        site = try await Site(register: register, intake: intake, software: "test")
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func ask<Value: Sendable>(_ body: @escaping @Sendable (any TestClientProtocol) async throws -> Value)
        async throws -> Value
    {
        try await Application(router: site.router()).test(.router, body)
    }

    /// A county's records taken in, its lines recorded and its closures traced.
    func county() async throws -> County {
        let county = County(County.Settings(seed: 1, start: Self.now.adding(seconds: -29 * 86_400)))
        for line in county.lines {
            guard let first = line.numbers.first else { continue }
            _ = try await register.addLine(named: line.name, number: first.number, from: first.from)
        }
        let incoming = try casebook.receive(name: "county.csv")
        try incoming.append(Array(RingfenceCSV.header.utf8))
        for event in county.events { try incoming.append(Array(RingfenceCSV.row(event).utf8)) }
        _ = try await site.intake.take(try incoming.finish())
        for known in county.switches {
            let closure = try await register.close(known.old, at: known.closedAt, kind: .order)
            _ = try await register.trace(closure: closure.id)
        }
        return county
    }
}

extension TestClientProtocol {
    func page(_ uri: String) async throws -> (status: HTTPResponse.Status, text: String) {
        try await execute(uri: uri, method: .get) { (status: $0.status, text: String(buffer: $0.body)) }
    }

    func send(_ uri: String, _ form: String) async throws -> (
        status: HTTPResponse.Status, location: String, text: String
    ) {
        try await execute(
            uri: uri, method: .post, headers: [.contentType: "application/x-www-form-urlencoded"],
            body: ByteBuffer(string: form)
        ) { (status: $0.status, location: $0.headers[.location] ?? "", text: String(buffer: $0.body)) }
    }

    func upload(_ body: String, boundary: String = "b") async throws -> (
        status: HTTPResponse.Status, location: String, text: String
    ) {
        try await execute(
            uri: "/files", method: .post,
            headers: [.contentType: "multipart/form-data; boundary=\(boundary)"],
            body: ByteBuffer(string: body)
        ) { (status: $0.status, location: $0.headers[.location] ?? "", text: String(buffer: $0.body)) }
    }
}
