// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

internal import CTapedeckRanks

/// The classes of a Unicode scalar in the split patterns; a scalar may have several.
struct ScalarClass: OptionSet {
    let rawValue: UInt8

    // `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`
    static let upper = ScalarClass(rawValue: 1)
    // `[\p{Ll}\p{Lm}\p{Lo}\p{M}]`
    static let lower = ScalarClass(rawValue: 2)
    // `\p{L}`
    static let letter = ScalarClass(rawValue: 4)
    // `\p{N}`
    static let number = ScalarClass(rawValue: 8)
    // `\s`
    static let space = ScalarClass(rawValue: 16)
    // `[\r\n]`
    static let newline = ScalarClass(rawValue: 32)

    /// Either case: what a run of capitals and a run of small letters may both hold.
    static let both: ScalarClass = [.upper, .lower]

    /// Whether the scalar is of at least one of these classes.
    @inline(__always)
    func isAny(of classes: ScalarClass) -> Bool { rawValue & classes.rawValue != 0 }

    /// Lends the table of all scalars; see the README of the embedded data for its layout.
    @inline(__always)
    static func withTable(_ body: (UnsafeBufferPointer<UInt8>) -> Void) { body(tapedeck_scalar_classes().buffer) }
}
