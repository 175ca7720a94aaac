// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The limits and rules of recording.
package struct RecordingPolicy: Sendable, Hashable {
    /// Whether responses with status 429 and 5xx are recorded; otherwise they are only forwarded.
    package var recordsErrors: Bool
    /// Maximum number of requests to the upstream in one run.
    package var requestLimit: Int?
    /// Maximum number of billed tokens in one run; the request that exceeds it is completed.
    package var tokenLimit: Int?
    /// Path prefixes of requests to forward without recording them.
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

    /// Whether a response with this status is recorded.
    func keeps(status: Int) -> Bool {
        recordsErrors || !(status == 429 || status >= 500)
    }
}
