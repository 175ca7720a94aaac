// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A value in the result of a query.
package enum QueryValue: Sendable, Hashable {
    /// No value.
    case null
    /// A whole number.
    case integer(Int64)
    /// A number with a fraction.
    case real(Double)
    /// A text; what is not UTF-8 in it is replaced.
    case text(String)
    /// Bytes.
    case blob([UInt8])
}
