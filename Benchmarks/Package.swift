// swift-tools-version: 6.2
// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let package = Package(
    name: "benchmarks",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "tapedeck", path: ".."),
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
    ],
    targets: [
        // Makes a cassette of any size, for the benchmarks that play one.
        .executableTarget(
            name: "MakeCassette",
            dependencies: [
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "TapedeckCassettes", package: "tapedeck"),
                .product(name: "TapedeckCore", package: "tapedeck"),
            ]
        ),
        // Scores generated corpora, for the comparison with other packages.
        .executableTarget(
            name: "RougeBenchmark",
            dependencies: [.product(name: "TapedeckRouge", package: "tapedeck")]
        ),
        // Counts the tokens of generated texts, for the comparison with tiktoken.
        .executableTarget(
            name: "TokensBenchmark",
            dependencies: [.product(name: "TapedeckTokens", package: "tapedeck")]
        ),
        .executableTarget(
            name: "HotPaths",
            dependencies: [
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "TapedeckCassettes", package: "tapedeck"),
                .product(name: "TapedeckCore", package: "tapedeck"),
            ],
            path: "Benchmarks/HotPaths",
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        ),
    ],
    swiftLanguageModes: [.v6]
)

// As in the package that is measured.
for target in package.targets {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"), .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ]
}
