// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Route {
    /// The endpoint of moderations.
    static let moderations: [Route] = [
        .post("moderations") { try await $0.createModeration(try await $1.bytes()) }
    ]
}
