// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Takes the bytes of a redacted body.
protocol RedactedBodyWriter {
    mutating func write(_ bytes: ArraySlice<UInt8>) throws
    mutating func finish() throws -> RecordedBody
}

extension DraftBodyWriter: RedactedBodyWriter {}

/// Takes nothing, since nothing is to be written.
struct DiscardingBodyWriter: RedactedBodyWriter {
    func write(_ bytes: ArraySlice<UInt8>) {}
    func finish() -> RecordedBody { .empty }
}
