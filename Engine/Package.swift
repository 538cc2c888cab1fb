// swift-tools-version:6.2
import PackageDescription

let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "Engine",
    products: [
        .library(name: "Telephony", targets: ["Telephony"]),
        .library(name: "CallRecords", targets: ["CallRecords"]),
        .library(name: "LineMatching", targets: ["LineMatching"]),
        .library(name: "LineActivity", targets: ["LineActivity"]),
        .library(name: "Synthesis", targets: ["Synthesis"]),
    ],
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2")
    ],
    targets: [
        .target(name: "Telephony", path: "Telephony", exclude: ["README.md"], swiftSettings: house),
        .target(
            name: "CallRecords",
            dependencies: ["Telephony", .product(name: "Yams", package: "Yams")],
            path: "CallRecords", exclude: ["README.md"],
            swiftSettings: house + [.strictMemorySafety()]),
        .target(
            name: "LineMatching", dependencies: ["Telephony", "CallRecords"],
            path: "LineMatching", exclude: ["README.md"],
            swiftSettings: house + [.strictMemorySafety()]),
        .target(
            name: "LineActivity", dependencies: ["Telephony", "CallRecords"],
            path: "LineActivity", exclude: ["README.md"], swiftSettings: house),
        .target(
            name: "Synthesis", dependencies: ["Telephony", "CallRecords"],
            path: "Synthesis", exclude: ["README.md"], swiftSettings: house),
        .executableTarget(
            name: "engine-bench", dependencies: ["Telephony", "CallRecords", "LineMatching", "Synthesis"],
            path: "Benchmarks", exclude: ["README.md", "Synthesis"], swiftSettings: house),
        .executableTarget(
            name: "synthesis-bench", dependencies: ["Telephony", "CallRecords", "LineMatching", "Synthesis"],
            path: "Benchmarks/Synthesis", swiftSettings: house),
        .executableTarget(
            name: "match-study", dependencies: ["Telephony", "CallRecords", "LineMatching", "Synthesis"],
            path: "Study", exclude: ["README.md"], swiftSettings: house),
        .testTarget(name: "TelephonyTests", dependencies: ["Telephony"], swiftSettings: house),
        .testTarget(
            name: "CallRecordsTests", dependencies: ["CallRecords", "Telephony"], swiftSettings: house),
        .testTarget(
            name: "LineMatchingTests", dependencies: ["LineMatching", "CallRecords", "Telephony"],
            exclude: ["Golden"], swiftSettings: house),
        .testTarget(
            name: "LineActivityTests", dependencies: ["LineActivity", "CallRecords", "Telephony"],
            swiftSettings: house),
        .testTarget(
            name: "SynthesisTests", dependencies: ["Synthesis", "LineMatching", "CallRecords", "Telephony"],
            swiftSettings: house),
    ]
)
