// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension JSONError {
    /// The problem, for people who write such files by hand.
    package var remark: String {
        switch problem {
        case .missingValue, .noValue, .wrongLiteral: "expected a value"
        case .foreignLiteral(let sentence): sentence
        case .missingName: "expected a key in quotes"
        case .missingColon: "expected \":\" after a key"
        case .missingEnd(let bracket): "expected \",\" or \"\(Unicode.Scalar(bracket))\""
        case .trailingText: "expected nothing more after the value"
        case .tooDeep: "more than \(JSONValue.depthLimit) levels of nesting"
        case .openString: "a text without its closing quote"
        case .controlCharacter: "a control character in a text must be written as an escape"
        case .notUTF8: "a text that is not UTF-8"
        case .unknownEscape: "an unknown escape"
        case .missingDigit, .numberTooLarge, .missingHexadecimal, .surrogateHalf: reason
        }
    }

    /// The byte it was noticed at, from 1: of an unknown escape, the one after the backslash.
    package var column: Int { offset + (problem == .unknownEscape ? 2 : 1) }
}
