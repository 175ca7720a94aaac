// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Looks for a job that may have been created before.
struct JobFinder: Sendable {
    /// The metadata by which a job tells what it is.
    static let tagName = "tapedeck_workflow"
    /// Pages that are looked through at most.
    private static let pages = 20

    let client: OpenAIClient

    /// The id of the job of a tag and training file; nil when there is none.
    ///
    /// The file was uploaded for this run, so a job of an earlier run of the same plan is another one.
    func find(tag: String, trainingFile: String) async throws -> String? {
        var after: String?
        for _ in 0..<Self.pages {
            var query = [("limit", "100"), ("metadata[\(Self.tagName)]", tag)]
            if let after { query.append(("after", after)) }
            let list = try await client.send(.get("/fine_tuning/jobs", query: query)).json()
            let jobs = list["data"]?.elements ?? []
            let found = jobs.first { job in
                // A service that does not filter by metadata sends all jobs.
                job["training_file"]?.string == trainingFile
                    && (job["metadata"]?[Self.tagName]?.string ?? tag) == tag
            }
            if let id = found?["id"]?.string { return id }
            guard list["has_more"]?.bool == true, let last = jobs.last?["id"]?.string else { return nil }
            after = last
        }
        return nil
    }
}
