// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Finds members of a JSON object by name while its bytes pass by, whatever its size.
package struct JSONMemberScanner: Sendable {
    /// The longest name and the largest value that are kept, in bytes.
    private static let nameLimit = 64
    private static let valueLimit = 1 << 20

    private enum Capture { case none, name, value }

    private let names: Set<String>
    private var depth = 0
    private var isInString = false
    private var isEscaped = false
    /// Whether the next string of the object is the name of a member.
    private var expectsName = false
    private var capture = Capture.none
    private var captured: [UInt8] = []
    private var name = ""
    /// Whether the body is none of an object, or has ended.
    private var isDone = false
    /// The members found so far; of those with one name the last.
    package private(set) var values: [String: JSONValue] = [:]

    /// Creates a scanner for members of the outermost object.
    package init(names: Set<String>) {
        self.names = names
    }

    /// Takes the next bytes.
    package mutating func push(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count, !isDone {
                if isInString, !isEscaped, capture == .none {
                    // Most of a document is text of which nothing is kept.
                    index = bytes.plainEnd(from: index).index
                    guard index < bytes.count else { return }
                }
                take(bytes[index])
                index += 1
            }
        }
    }

    private mutating func take(_ byte: UInt8) {
        if isInString {
            if capture != .none { keep(byte) }
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isInString = false
                if capture == .name { endName() }
            }
            return
        }
        switch byte {
        case UInt8(ascii: "\""):
            guard depth > 0 else { return isDone = true }
            isInString = true
            if expectsName { (capture, captured) = (.name, []) }
            if capture != .none { keep(byte) }
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard depth > 0 || byte == UInt8(ascii: "{") else { return isDone = true }
            if capture == .value { keep(byte) }
            depth += 1
            expectsName = depth == 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth -= 1
            if depth <= 0 {
                endValue()
                isDone = true
            } else if capture == .value {
                keep(byte)
            }
        case UInt8(ascii: ",") where depth == 1:
            endValue()
            expectsName = true
        case UInt8(ascii: ":") where depth == 1:
            if names.contains(name) { (capture, captured) = (.value, []) }
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"): return
        default:
            guard depth > 0 else { return isDone = true }
            if capture == .value { keep(byte) }
        }
    }

    private mutating func keep(_ byte: UInt8) {
        guard captured.count < (capture == .name ? Self.nameLimit : Self.valueLimit) else { return }
        captured.append(byte)
    }

    private mutating func endName() {
        // A name that is written without escapes is the text between its quotes; one that is not whole ends without a quote.
        let isPlain =
            captured.count > 1 && captured.last == UInt8(ascii: "\"") && !captured.contains(UInt8(ascii: "\\"))
        name =
            isPlain
            ? String(decoding: captured.dropFirst().dropLast(), as: UTF8.self)
            : (try? JSONValue(parsing: captured))?.string ?? ""
        (capture, expectsName) = (.none, false)
    }

    private mutating func endValue() {
        if capture == .value, let value = try? JSONValue(parsing: captured) { values[name] = value }
        (capture, name) = (.none, "")
    }
}
