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
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", exact: "5.7.1"),
    ],
    targets: [
        .target(
            name: "Access",
            dependencies: engine + [
                "CArgon2",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            exclude: ["README.md"], swiftSettings: house),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .target(
            name: "Casework", dependencies: engine + ["Access"], exclude: ["README.md"], swiftSettings: house),
        .systemLibrary(name: "CQRencode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "SQL",
            dependencies: [
                "CPostgres",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["README.md"], swiftSettings: house),
        .target(
            name: "Storage",
            dependencies: engine + [
                "Access", "Casework", "SQL",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            exclude: ["README.md"],
            resources: [.copy("Migrations")],
            swiftSettings: house),
        .target(
            name: "Gateways",
            dependencies: [
                "Access",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            exclude: ["README.md"], swiftSettings: house),
        .target(
            name: "Papers", dependencies: engine + ["Casework"], exclude: ["README.md"], swiftSettings: house),
        .target(
            name: "Watching",
            dependencies: engine + ["Casework", .product(name: "Crypto", package: "swift-crypto")],
            exclude: ["README.md"], swiftSettings: house),
        .target(
            name: "Web",
            dependencies: engine + [
                "Access", "CQRencode", "Casework", "Papers", "Watching",
                .product(name: "Crypto", package: "swift-crypto"),
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
                "Access", "Casework", "Gateways", "Papers", "SQL", "Storage", "Watching", "Web",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Synthesis", package: "Engine"),
            ],
            exclude: ["README.md"],
            swiftSettings: house),
        .target(
            name: "BigStore",
            dependencies: engine + [
                "Access", "Casework", "SQL", .product(name: "Synthesis", package: "Engine"),
            ], path: "Benchmarks/BigStore", exclude: ["README.md"], swiftSettings: house),
        .executableTarget(
            name: "store-bench",
            dependencies: engine + [
                "BigStore", "SQL", "Storage",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Synthesis", package: "Engine"),
            ], path: "Benchmarks/StoreBench", swiftSettings: house),
        .testTarget(name: "HouseTests", swiftSettings: house),
        .target(
            name: "TestDatabases", dependencies: ["SQL"], path: "Tests/TestDatabases", swiftSettings: house),
        .testTarget(name: "SQLTests", dependencies: ["SQL", "TestDatabases"], swiftSettings: house),
        .testTarget(name: "AccessTests", dependencies: engine + ["Access"], swiftSettings: house),
        .testTarget(
            name: "CaseworkTests", dependencies: engine + ["Access", "Casework"], swiftSettings: house),
        .testTarget(
            name: "PapersTests",
            dependencies: engine + ["Casework", "Papers"], exclude: ["Golden"], swiftSettings: house),
        .testTarget(
            name: "StorageTests",
            dependencies: engine + [
                "Access", "BigStore", "Casework", "SQL", "Storage", "TestDatabases",
                .product(name: "Synthesis", package: "Engine"),
            ],
            exclude: ["Golden"], swiftSettings: house),
        .testTarget(
            name: "WatchingTests",
            dependencies: engine + ["Watching", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: house),
        .testTarget(
            name: "WebTests",
            dependencies: engine + [
                "Access", "Casework", "SQL", "Storage", "Web",
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Synthesis", package: "Engine"),
            ], swiftSettings: house),
    ]
)
