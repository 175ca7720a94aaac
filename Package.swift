// swift-tools-version: 6.2
// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let package = Package(
    name: "tapedeck",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "tapedeck", targets: ["TapedeckCLI"]),
        .library(name: "Tapedeck", targets: ["Tapedeck"]),
        .library(name: "TapedeckRouge", targets: ["TapedeckRouge"]),
        .library(name: "TapedeckTesting", targets: ["TapedeckTesting"]),
        .library(name: "TapedeckWorkflow", targets: ["TapedeckWorkflow"]),
        .plugin(name: "TapedeckCommand", targets: ["TapedeckCommand"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // Layer 0: system libraries, C over them, and what needs nothing else.
        .systemLibrary(
            name: "CTapedeckZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
        ),
        .systemLibrary(
            name: "CTapedeckLibcurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]
        ),
        .target(name: "CTapedeckCurl", dependencies: ["CTapedeckLibcurl"]),
        .target(
            name: "CTapedeckRanks",
            exclude: [
                "LICENSE.tiktoken",
                "README.md",
                "cl100k_base.tiktoken.gz",
                "make_classes.py",
                "o200k_base.tiktoken.gz",
                "scalar_classes.bin",
            ]
        ),
        .target(name: "CTapedeckPage", exclude: ["page", "report"]),
        .target(name: "TapedeckRouge"),
        .target(name: "TapedeckSummarizer"),
        .target(name: "TapedeckTokens", dependencies: ["CTapedeckRanks", "CTapedeckZlib"]),

        // Layer 1: what every other part speaks of.
        .target(
            name: "TapedeckCore",
            dependencies: [
                "CTapedeckZlib",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),

        // Layer 2: files, other formats, the network, the service's models and rules.
        .target(
            name: "TapedeckYAML",
            dependencies: [
                "TapedeckCore",
                .product(name: "Yams", package: "Yams"),
            ]
        ),
        .target(
            name: "TapedeckCassettes",
            dependencies: [
                "TapedeckCore",
                "TapedeckModels",
                "TapedeckYAML",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),
        .target(
            name: "TapedeckInterchange",
            dependencies: [
                "TapedeckCore",
                "TapedeckYAML",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Yams", package: "Yams"),
            ]
        ),
        .target(
            name: "TapedeckUpstream",
            dependencies: [
                "CTapedeckCurl",
                "TapedeckCore",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),
        .target(
            name: "TapedeckScores",
            dependencies: [
                "TapedeckCore",
                "TapedeckRouge",
            ]
        ),
        .target(
            name: "TapedeckModels",
            dependencies: [
                "TapedeckCore",
                "TapedeckTokens",
            ]
        ),

        // Layer 3: the server, the simulator, the workflow.
        .target(
            name: "TapedeckServer",
            dependencies: [
                "CTapedeckPage",
                "TapedeckCore",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "TapedeckSimulator",
            dependencies: [
                "TapedeckCore",
                "TapedeckModels",
                "TapedeckRouge",
                "TapedeckSummarizer",
                "TapedeckTokens",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),
        .target(
            name: "TapedeckWorkflow",
            dependencies: [
                "CTapedeckPage",
                "TapedeckCore",
                "TapedeckModels",
                "TapedeckRouge",
                "TapedeckTokens",
                "TapedeckUpstream",
                "TapedeckYAML",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),

        // Layer 4: the library that puts them together.
        .target(
            name: "Tapedeck",
            dependencies: [
                "TapedeckCassettes",
                "TapedeckCore",
                "TapedeckInterchange",
                "TapedeckServer",
                "TapedeckSimulator",
                "TapedeckUpstream",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        // Layer 5: traits for tests, and the command line.
        .target(
            name: "TapedeckTesting",
            dependencies: [
                "Tapedeck",
                "TapedeckCore",
                "TapedeckRouge",
                "TapedeckScores",
                "TapedeckServer",
                "TapedeckSimulator",
                .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),
        .plugin(
            name: "TapedeckCommand",
            capability: .command(
                intent: .custom(verb: "tapedeck", description: "Records, replays and simulates the OpenAI API.")
            )
        ),
        .executableTarget(
            name: "TapedeckCLI",
            dependencies: [
                "Tapedeck",
                "TapedeckCassettes",
                "TapedeckCore",
                "TapedeckInterchange",
                "TapedeckModels",
                "TapedeckRouge",
                "TapedeckScores",
                "TapedeckServer",
                "TapedeckSimulator",
                "TapedeckUpstream",
                "TapedeckWorkflow",
                "TapedeckYAML",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system", condition: .when(platforms: [.linux])),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),

        // Tests, in the same order.
        .target(name: "CTapedeckAllocations"),
        .target(
            name: "TapedeckTestSupport",
            dependencies: [
                "CTapedeckAllocations",
                "CTapedeckZlib",
                "TapedeckCore",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),
        .testTarget(
            name: "TapedeckRougeTests",
            dependencies: [
                "TapedeckRouge",
                "TapedeckTestSupport",
            ],
            resources: [.copy("Golden")]
        ),
        .testTarget(
            name: "TapedeckSummarizerTests",
            dependencies: [
                "TapedeckRouge",
                "TapedeckSummarizer",
            ]
        ),
        .testTarget(
            name: "TapedeckTokensTests",
            dependencies: [
                "TapedeckTokens"
            ],
            resources: [.copy("Golden")]
        ),
        .testTarget(
            name: "TapedeckCoreTests",
            dependencies: [
                "TapedeckCore",
                "TapedeckTestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),
        .testTarget(
            name: "TapedeckYAMLTests",
            dependencies: [
                "TapedeckCore",
                "TapedeckYAML",
                .product(name: "Yams", package: "Yams"),
            ]
        ),
        .testTarget(
            name: "TapedeckCassettesTests",
            dependencies: [
                "TapedeckCassettes",
                "TapedeckCore",
                "TapedeckTestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),
        .testTarget(
            name: "TapedeckInterchangeTests",
            dependencies: [
                "TapedeckCore",
                "TapedeckInterchange",
                "TapedeckTestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Yams", package: "Yams"),
            ],
            exclude: ["Reference"]
        ),
        .testTarget(
            name: "TapedeckUpstreamTests",
            dependencies: [
                "TapedeckCore",
                "TapedeckTestSupport",
                "TapedeckUpstream",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            resources: [.copy("Origins")]
        ),
        .testTarget(
            name: "TapedeckModelsTests",
            dependencies: [
                "TapedeckCore",
                "TapedeckModels",
                "TapedeckTokens",
            ]
        ),
        .testTarget(
            name: "TapedeckServerTests",
            dependencies: [
                "TapedeckCore",
                "TapedeckServer",
                "TapedeckTestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOWebSocket", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "TapedeckSimulatorTests",
            dependencies: [
                "TapedeckCore",
                "TapedeckModels",
                "TapedeckSimulator",
                "TapedeckTestSupport",
                "TapedeckTokens",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),
        .testTarget(
            name: "TapedeckWorkflowTests",
            dependencies: [
                "TapedeckCore",
                "TapedeckRouge",
                "TapedeckTestSupport",
                "TapedeckWorkflow",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),
        .testTarget(
            name: "TapedeckTests",
            dependencies: ["Tapedeck", "TapedeckCassettes", "TapedeckCore", "TapedeckTestSupport"]
        ),
        .testTarget(
            name: "TapedeckTestingTests",
            dependencies: ["Tapedeck", "TapedeckCore", "TapedeckRouge", "TapedeckTestSupport", "TapedeckTesting"]
        ),
        .testTarget(
            name: "TapedeckCLITests",
            dependencies: [
                "TapedeckCLI",
                "TapedeckCassettes",
                "TapedeckCore",
                "TapedeckServer",
                "TapedeckTestSupport",
                "TapedeckYAML",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
    ]
)

// What is measured is internal, so the benchmarks belong to this package; `make bench` asks for them.
if Context.environment["TAPEDECK_BENCHMARKS"] != nil {
    package.dependencies.append(.package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []))
    package.targets += [
        // Makes a cassette of any size, for the benchmarks that play one.
        .executableTarget(
            name: "MakeCassette",
            dependencies: [
                "TapedeckCassettes", "TapedeckCore", .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            path: "Benchmarks/MakeCassette"
        ),
        // Answers from memory as fast as SwiftNIO can.
        .executableTarget(
            name: "Ceiling",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Benchmarks/Ceiling"
        ),
        // Scores generated corpora, for the comparison with other packages.
        .executableTarget(
            name: "RougeBenchmark",
            dependencies: ["TapedeckRouge"],
            path: "Benchmarks/RougeBenchmark"
        ),
        // Counts the tokens of generated texts, for the comparison with tiktoken.
        .executableTarget(
            name: "TokensBenchmark",
            dependencies: ["TapedeckTokens"],
            path: "Benchmarks/TokensBenchmark"
        ),
        .executableTarget(
            name: "HotPaths",
            dependencies: [
                "TapedeckCassettes", "TapedeckCore",
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            path: "Benchmarks/HotPaths",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
    ]
}

for target in package.targets
where target.type != .system && target.type != .plugin && !target.name.hasPrefix("CTapedeck") {
    var settings: [SwiftSetting] = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
    // A variable of the project's own, since the CI of whoever depends on it sets CI too.
    if Context.environment["STRICT_BUILD"] != nil { settings.append(.treatAllWarnings(as: .error)) }
    target.swiftSettings = (target.swiftSettings ?? []) + settings
}
