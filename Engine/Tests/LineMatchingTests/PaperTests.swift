import Foundation
import Testing

@testable import LineMatching

/// The method paper says what the software does, or these fail.
struct PaperTests {
    private func page() throws -> String {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../docs/method/method.md").standardized
        return try String(contentsOf: file, encoding: .utf8)
    }

    @Test("The paper's table of constants has every setting with its value, and no other")
    func constants() throws {
        let fitted = ["weight_", "bend_", "slope_", "height", "behind", "nothing_"]
        let settings = EvidenceSettings().parameters.filter { name, _ in
            !fitted.contains { name.hasPrefix($0) }
        }
        let rows = try page().split(separator: "\n").filter {
            $0.hasPrefix("| `") && $0.split(separator: "|").count == 4
        }
        let told = rows.map { row in
            row.split(separator: "|").prefix(2).map { $0.trimmingCharacters(in: .whitespaces) }
        }
        let wanted = settings.map { name, value in
            ["`\(name)`", value == value.rounded() ? "\(Int(value))" : "\(value)"]
        }
        #expect(Set(told) == Set(wanted))
    }

    @Test("The paper names every measure, under its part of the evidence", arguments: Measure.allCases)
    func measures(measure: Measure) throws {
        let row = try page().split(separator: "\n").first { $0.contains("`\(measure.rawValue)`") }
        #expect(row != nil, "docs/method/method.md does not name \(measure.rawValue)")
    }
}
