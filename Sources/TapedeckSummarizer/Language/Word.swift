// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A word or comma of a sentence, as written and as compared.
struct Word: Hashable, Sendable {
    /// The word as printed.
    let text: String
    /// The word in lower case.
    let key: String

    init(_ text: String) {
        self.text = text
        key = text.lowercased()
    }

    static let comma = Self(",")

    var isComma: Bool { text == "," }
    var isNumber: Bool { text.utf8.contains { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
    var isCapitalised: Bool { text.first?.isUppercase == true }
    /// Whether it has several capitals, as in an acronym or when shouted.
    var isShouted: Bool { text.count > 1 && text.allSatisfy { !$0.isLowercase } && text.contains { $0.isLetter } }

    static func words(_ text: String) -> [Self] {
        text.split(separator: " ").map { Self(String($0)) }
    }
}
