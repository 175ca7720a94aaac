// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A number with what it counts: `1 interaction`, `2 interactions`.
package func counted(_ count: some BinaryInteger, _ singular: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? singular : plural ?? singular + "s")"
}
