// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The body of a request: in memory, still arriving, or in a temporary file.
enum RequestBody: Sendable {
    /// The whole body, small enough for memory.
    case bytes(ArraySlice<UInt8>)
    /// A body too large for memory, to be read once.
    case stream(Body)
    /// A body too large for memory, to be read as often as needed.
    case spooled(SpoolFile)

    /// The largest body that is kept in memory, in bytes.
    static let memoryLimit = 1 << 20

    /// The body to forward.
    var body: Body {
        switch self {
        case .bytes(let bytes): Body(bytes)
        case .stream(let body): body
        case .spooled(let file): file.body
        }
    }
}
