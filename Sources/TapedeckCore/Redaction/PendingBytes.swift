// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The bytes that a scanner holds: some already given out, and those it has not decided on.
struct PendingBytes: Sendable {
    /// The bytes read so far.
    private(set) var bytes: [UInt8] = []
    /// The first byte that was not given out.
    private(set) var start = 0
    /// The number of bytes before those at hand.
    private(set) var base = 0
    /// How many bytes that were given out stay at hand, for a look back.
    let lookBack: Int
    /// The replacements made, in order; kept only on request.
    private(set) var edits: [Edit] = []
    private let keepsEdits: Bool

    init(lookBack: Int, keepsEdits: Bool) {
        self.lookBack = lookBack
        self.keepsEdits = keepsEdits
    }

    mutating func append(_ more: ArraySlice<UInt8>) {
        bytes.append(contentsOf: more)
    }

    /// Gives out the bytes up to a place.
    mutating func give(upTo end: Int, into output: inout [UInt8]) {
        guard end > start else { return }
        output.append(contentsOf: bytes[start..<end])
        start = end
    }

    /// Gives out other bytes for those up to a place, which began at a place of the whole run.
    mutating func replace(from first: Int, upTo end: Int, by replacement: [UInt8], into output: inout [UInt8]) {
        output.append(contentsOf: replacement)
        start = max(start, end)
        if keepsEdits { edits.append(Edit(range: first..<base + end, bytes: replacement)) }
    }

    /// Forgets bytes that are replaced later.
    mutating func drop(upTo end: Int) {
        start = max(start, end)
    }

    /// Forgets what lies further back than anyone looks.
    mutating func trim() {
        let gone = max(start - lookBack, 0)
        bytes.removeFirst(gone)
        start -= gone
        base += gone
    }
}
