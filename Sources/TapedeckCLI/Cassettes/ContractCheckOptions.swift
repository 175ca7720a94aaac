// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckUpstream

/// How a service is asked whether it still answers as recorded.
struct ContractCheckOptions: ParsableArguments {
    @Flag(help: "Ask also what generates, and costs: chat, completions, embeddings and moderations.")
    var includeGeneration = false

    @Option(help: "Send no more than this many requests.")
    var maxRequests: Int?

    @Flag(help: "Only list the requests.")
    var dryRun = false

    /// The most requests when nothing else is said.
    static let requestLimit = 50

    /// A flag that was given and means nothing without a service.
    var flagThatNeedsService: String? {
        [
            ("--include-generation", includeGeneration), ("--max-requests", maxRequests != nil),
            ("--dry-run", dryRun),
        ].first { $0.1 }?.0
    }

    func validate(against url: String?) throws {
        if maxRequests.map({ $0 < 1 }) ?? false { throw ValidationError("--max-requests takes a number from 1.") }
        guard let url else { return }
        do {
            _ = try BaseURL(url)
        } catch {
            throw ValidationError("--against: \(error)")
        }
    }
}
