// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension Route {
    /// The endpoints of images.
    static let images: [Route] = [
        .post("images/generations") { try await $0.createImage(try await $1.bytes()) },
        .post("images/edits") { try await $0.editImage($1) },
        .post("images/variations") { try await $0.varyImage($1) },
    ]
}
