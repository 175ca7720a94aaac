// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Shortens values around the place where they differ.
enum Excerpt {
    private static let width = 160

    static func pair(_ left: String?, _ right: String?) -> (String?, String?) {
        let common = left == nil || right == nil ? 0 : zip(left ?? "", right ?? "").prefix { $0 == $1 }.count
        return (left.map { cut($0, around: common) }, right.map { cut($0, around: common) })
    }

    private static func cut(_ text: String, around place: Int) -> String {
        guard text.count > width else { return text }
        let start = max(0, min(place - width / 3, text.count - width))
        let excerpt = text.dropFirst(start).prefix(width)
        return (start > 0 ? "…" : "") + excerpt + (start + width < text.count ? "…" : "")
    }
}
