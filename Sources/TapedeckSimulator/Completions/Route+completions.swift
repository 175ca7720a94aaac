// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Route {
    /// The endpoint of legacy completions.
    static let completions: [Route] = [
        .post("completions", .chat) { try await $0.createTextCompletion(try await $1.bytes()) }
            .respondingAtOnce { $0.cachedTextCompletion(to: $1) }
    ]
}
