// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Redacts bytes that come in pieces of any size.
protocol PieceScanner {
    /// The bytes at hand.
    var pending: PendingBytes { get set }

    /// Goes on as far as the bytes at hand allow.
    /// - Parameter isLast: Whether no more bytes will come.
    /// - Returns: The redacted bytes whose redaction is decided.
    mutating func scan(isLast: Bool) -> [UInt8]
}

extension PieceScanner {
    /// The replacements made, if they are kept.
    var edits: [Edit] { pending.edits }

    /// Takes the next bytes.
    /// - Returns: The redacted bytes whose redaction is decided.
    mutating func push(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        pending.append(bytes)
        return scan(isLast: false)
    }

    /// Ends the run.
    /// - Returns: The rest of the redacted bytes.
    mutating func finish() -> [UInt8] {
        scan(isLast: true)
    }

    /// Finds what is to be replaced in bytes that are all at hand.
    /// - Returns: The replacements, in order; the scanner must have been told to keep them.
    func edits(in bytes: [UInt8]) -> [Edit] {
        var scanner = self
        for piece in RedactionPass.pieces(of: bytes) { _ = scanner.push(piece) }
        _ = scanner.finish()
        return scanner.edits
    }
}
