// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Excerpts of two values that show where they differ.
package enum Excerpt {
    /// Shortens two values around their first difference.
    /// - Parameters:
    ///   - left: A value; `nil` when there is none.
    ///   - right: The other value.
    ///   - width: The most characters of an excerpt, without the ellipses.
    /// - Returns: The excerpts; values up to the width are whole.
    package static func pair(_ left: String?, _ right: String?, width: Int) -> (String?, String?) {
        let common = zip(left ?? "", right ?? "").prefix { $0 == $1 }.count
        return (left.map { cut($0, width, around: common) }, right.map { cut($0, width, around: common) })
    }

    private static func cut(_ text: String, _ width: Int, around place: Int) -> String {
        guard text.count > width else { return text }
        let start = max(0, min(place - width / 3, text.count - width))
        let excerpt = text.dropFirst(start).prefix(width)
        return (start > 0 ? "…" : "") + excerpt + (start + width < text.count ? "…" : "")
    }
}
