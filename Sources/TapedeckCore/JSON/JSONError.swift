// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// An error of bytes that are not a JSON document.
package struct JSONError: Error, Hashable, CustomStringConvertible {
    /// The problem at a place.
    package enum Problem: Hashable, Sendable {
        /// The document ends where a value is expected.
        case missingValue
        /// No value begins with this byte.
        case noValue(UInt8)
        /// A literal begins like `true`, `false` or `null` and continues otherwise.
        case wrongLiteral(String)
        /// Another writer's name of a value that JSON does not have; the sentence names it and the remedy.
        case foreignLiteral(String)
        /// No member's name in quotes follows.
        case missingName
        /// No colon follows a name.
        case missingColon
        /// Neither a comma nor this bracket follows.
        case missingEnd(UInt8)
        /// Text follows the document.
        case trailingText
        /// The nesting is deeper than ``JSONValue/depthLimit``.
        case tooDeep
        /// No digit follows.
        case missingDigit
        /// The number is beyond the range of a double.
        case numberTooLarge
        /// A string has no closing quote.
        case openString
        /// A string has a control character.
        case controlCharacter
        /// A string is not UTF-8.
        case notUTF8
        /// A backslash comes before another character than JSON escapes; the place is that of the backslash.
        case unknownEscape
        /// No four hexadecimal digits follow.
        case missingHexadecimal
        /// Half of a surrogate pair stands alone.
        case surrogateHalf
    }

    /// Where, in bytes from the beginning of the document.
    package let offset: Int
    /// The value found.
    package let problem: Problem

    /// The value found, in words.
    package var reason: String {
        switch problem {
        case .missingValue: "the document ends where a value is expected"
        case .noValue(let byte): "no value begins with byte \(byte)"
        case .wrongLiteral(let spelling): "expected \(spelling)"
        case .foreignLiteral(let sentence): sentence
        case .missingName: "expected the name of a member"
        case .missingColon: "expected ':'"
        case .missingEnd(let bracket): "expected ',' or '\(Unicode.Scalar(bracket))'"
        case .trailingText: "text after the end of the document"
        case .tooDeep: "nesting deeper than \(JSONValue.depthLimit) levels"
        case .missingDigit: "expected a digit"
        case .numberTooLarge: "the number is beyond the range of a double"
        case .openString: "the document ends inside a string"
        case .controlCharacter: "a control character in a string"
        case .notUTF8: "the string is not UTF-8"
        case .unknownEscape: "unknown escape"
        case .missingHexadecimal: "expected four hexadecimal digits"
        case .surrogateHalf: "half of a surrogate pair"
        }
    }

    /// One line for people.
    package var description: String { "Invalid JSON at byte \(offset): \(reason)." }

    /// Names the literal of another writer that stands at the place, if one does.
    /// - Parameter bytes: The document.
    /// - Returns: The error that names it, or this one.
    package func namingLiterals(in bytes: ArraySlice<UInt8>) -> JSONError {
        guard let found = ForeignLiteral.problem(in: bytes, at: bytes.startIndex + offset) else { return self }
        return JSONError(offset: found.index - bytes.startIndex, problem: .foreignLiteral(found.reason))
    }
}
