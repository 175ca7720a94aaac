// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A chunk of a file that a search of vector stores found.
struct VectorStoreMatch: Sendable {
    let fileID: String
    let filename: String
    /// How much of the query the chunk covers, `0...1`.
    let score: Double
    /// The attributes of the file.
    let attributes: [JSONMember]
    /// The text of the chunk.
    let text: String
}
