// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A line whose parts have styles, where the output has colours.
///
/// Styles are put around text that is made visible first, so that no text can change them.
struct StyledText: Hashable {
    /// What a part means; the colour follows from it.
    enum Style: String {
        case heading = "1"
        case aside = "2"
        case good = "32"
        case warning = "33"
        case bad = "31"

        /// The style of a status code; `nil` for one that needs no attention.
        init?(status: Int) {
            switch status {
            case 400..<500: self = .warning
            case 500...: self = .bad
            default: return nil
            }
        }
    }

    private struct Part: Hashable {
        let text: String
        let style: Style?
    }

    private var parts: [Part]

    init(_ text: String, _ style: Style? = nil) {
        parts = [Part(text: text, style: style)]
    }

    /// The line as it is written.
    func line(isColoured: Bool) -> String {
        parts.map { part in
            let text = VisibleText.line(part.text)
            guard isColoured, let style = part.style, !text.isEmpty else { return text }
            return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
        }
        .joined()
    }

    static func + (left: StyledText, right: StyledText) -> StyledText {
        var sum = left
        sum.parts += right.parts
        return sum
    }

    static func + (left: StyledText, right: String) -> StyledText { left + StyledText(right) }

    static func += (left: inout StyledText, right: StyledText) { left.parts += right.parts }
}
