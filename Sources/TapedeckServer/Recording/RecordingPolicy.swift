// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What a recorder keeps, and what it may spend.
package struct RecordingPolicy: Sendable, Hashable {
    /// Whether answers 429 and 5xx are recorded; otherwise they are passed on and forgotten.
    package var recordsErrors: Bool
    /// The most requests that go to the upstream in one run.
    package var requestLimit: Int?
    /// The most tokens, by the `usage` of answers, that one run may spend; the request that passes the limit is finished.
    package var tokenLimit: Int?
    /// Path prefixes of requests that are passed to the upstream and not recorded.
    package var passedPaths: [String]

    /// Creates a policy.
    package init(
        recordsErrors: Bool = false,
        requestLimit: Int? = nil,
        tokenLimit: Int? = nil,
        passedPaths: [String] = []
    ) {
        self.recordsErrors = recordsErrors
        self.requestLimit = requestLimit
        self.tokenLimit = tokenLimit
        self.passedPaths = passedPaths
    }

    /// Whether an answer is kept.
    func keeps(status: Int) -> Bool {
        recordsErrors || !(status == 429 || status >= 500)
    }
}
