// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckUpstream

/// Options of the check against the live service.
struct ContractCheckOptions: ParsableArguments {
    @Flag(help: "Also send requests that cost: chat, completions, embeddings and moderations.")
    var includeGeneration = false

    @Option(help: "Maximum number of requests to send.")
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
