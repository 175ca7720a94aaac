// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Base64 as the service wraps result files in it.
enum Base64Text {
    /// The bytes that a base64 text stands for; nil when it is none.
    static func decode(_ bytes: [UInt8]) -> [UInt8]? {
        let text = bytes.filter { $0 != 0x0A && $0 != 0x0D && $0 != 0x20 }
        guard !text.isEmpty, text.count.isMultiple(of: 4), let data = Data(base64Encoded: Data(text)) else {
            return nil
        }
        return Array(data)
    }
}
