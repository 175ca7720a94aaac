// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCassettes
import TapedeckCore

extension QueryValue {
    var isNumber: Bool {
        switch self {
        case .integer, .real: true
        default: false
        }
    }

    /// The value as text; bytes in hexadecimal digits.
    var plain: String {
        switch self {
        case .null: ""
        case .integer(let number): "\(number)"
        case .real(let number): "\(number)"
        case .text(let text): text
        case .blob(let bytes): bytes.hexadecimal
        }
    }

    /// The value as JSON; bytes in hexadecimal digits, and numbers that JSON does not have as nothing.
    var json: JSONValue {
        switch self {
        case .null: .null
        case .integer(let number): .integer(number)
        case .real(let number): .decimal(number)
        case .text(let text): .string(text)
        case .blob(let bytes): .string(bytes.hexadecimal)
        }
    }
}
