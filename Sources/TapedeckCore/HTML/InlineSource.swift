// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation

/// A style or script inside a page, as a content security policy names it.
package enum InlineSource {
    /// The source expression that allows an element with a text, such as `'sha256-…'`.
    /// - Parameter text: All of the text between the tags.
    /// - Returns: The expression with its quotes (Content Security Policy Level 3, "hash-source").
    package static func digest(of text: String) -> String {
        "'sha256-\(Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString())'"
    }
}
