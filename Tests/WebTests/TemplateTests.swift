import Foundation
import Testing

@testable import Web

/// A name that a model does not have is drawn as nothing, and nobody is told. So every name is held against the models.
struct TemplateTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/Web")

    private static func sources(_ place: String, _ type: String) throws -> [(name: String, text: String)] {
        let all = FileManager.default.enumerator(
            at: folder.appending(path: place), includingPropertiesForKeys: nil)
        return try (all?.allObjects as? [URL] ?? []).filter { $0.pathExtension == type }
            .map {
                ($0.deletingPathExtension().lastPathComponent, try String(contentsOf: $0, encoding: .utf8))
            }
    }

    @Test("Every name in a template is a property of a page's model, and is dotted")
    func names() throws {
        let swift = try (Self.sources("Pages", "swift") + Self.sources("App", "swift")).map(\.text).joined()
        let properties = Set(
            swift.matches(
                of: try Regex("(?:let|var) ([a-zA-Z]+)(?:: | =|, )", as: (Substring, Substring).self)
            ).map {
                String($0.1)
            })
        let templates = try Self.sources("Templates", "mustache")
        #expect(templates.count >= 12)
        for template in templates {
            let tags = template.text.matches(
                of: try Regex("\\{\\{+([#^/>]?) ?([^}]+)\\}\\}", as: (Substring, Substring, Substring).self))
            for tag in tags {
                let name = String(tag.2)
                if tag.1 == ">" {
                    #expect(templates.contains { $0.name == name }, "\(template.name): no template \(name)")
                } else {
                    #expect(
                        name.hasPrefix("."),
                        "\(template.name): {{\(name)}} falls through to the enclosing model")
                    #expect(
                        properties.contains(String(name.dropFirst())),
                        "\(template.name): {{\(name)}} is no property")
                }
            }
        }
    }

    @Test("Every class that a template names is drawn by the style sheet")
    func classes() throws {
        let sheet = try String(
            contentsOf: Self.folder.appending(path: "Assets/ringfence.css"), encoding: .utf8)
        let drawn = Set(sheet.matches(of: #/\.([a-z][\w-]*)/#).map { String($0.1) })
        for template in try Self.sources("Templates", "mustache") {
            for match in template.text.matches(of: #/class="([^"{]*)/#) {
                for name in match.1.split(separator: " ") {
                    #expect(drawn.contains(String(name)), "\(template.name): .\(name)")
                }
            }
        }
    }

    @Test("No page's model holds an optional, which a template would draw as nothing")
    func noOptionals() throws {
        for file in try Self.sources("Pages", "swift") where file.name.hasSuffix("Page") {
            #expect(!file.text.contains("?\n"), "\(file.name) holds an optional")
        }
    }
}
