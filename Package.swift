// swift-tools-version:6.2
import PackageDescription

let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// What the rules and everything above them take from the engine.
let engine: [Target.Dependency] = ["Telephony", "CallRecords", "LineMatching", "LineActivity"]
    .map { .product(name: $0, package: "Engine") }

let package = Package(
    name: "ringfence",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(path: "Engine"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        .target(name: "Casework", dependencies: engine, exclude: ["README.md"], swiftSettings: house),
        .target(
            name: "Storage",
            dependencies: engine + [
                "Casework",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["README.md"],
            resources: [.copy("Migrations")],
            swiftSettings: house),
        .target(
            name: "Web",
            dependencies: engine + [
                "Casework",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            exclude: ["README.md"],
            resources: [.copy("Templates"), .copy("Assets")],
            swiftSettings: house),
        .executableTarget(
            name: "ringfence",
            dependencies: engine + [
                "Casework", "Storage", "Web",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Synthesis", package: "Engine"),
            ],
            exclude: ["README.md"],
            swiftSettings: house),
        .testTarget(name: "HouseTests", swiftSettings: house),
        .testTarget(name: "CaseworkTests", dependencies: engine + ["Casework"], swiftSettings: house),
        .testTarget(
            name: "StorageTests",
            dependencies: engine + [
                "Casework", "Storage",
            ],
            exclude: ["Golden"], swiftSettings: house),
        .testTarget(
            name: "WebTests",
            dependencies: engine + [
                "Casework", "Storage", "Web",
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Synthesis", package: "Engine"),
            ], swiftSettings: house),
    ]
)
