// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckRouge

/// The keys of a pair's texts in a line of JSON.
struct PairFormat: Sendable {
    /// Key of the reference: a text, or a list of texts.
    let referenceKey: String
    /// Key of the candidate: a text.
    let candidateKey: String
    /// Key of a value that is handed through to the output; nil for none.
    let idKey: String?

    /// A pair that was read, with the bytes of its identifier as they were written.
    struct Pair {
        let pair: RougePair
        let id: [UInt8]?
    }

    /// The problem of a line, and the remedy.
    struct Problem: Error {
        let message: String
        /// The byte where it was noticed, from 1; nil when the whole line is meant.
        let column: Int?
    }

    /// Reads one line.
    func pair(_ bytes: [UInt8], _ line: Range<Int>) throws(Problem) -> Pair {
        do {
            return try read(bytes, line)
        } catch let error as JSONError {
            let error = error.namingLiterals(in: bytes[line])
            throw Problem(message: "not JSON: \(error.remark)", column: error.column)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(message: "\(error)", column: nil)
        }
    }

    private enum Value {
        case text(String)
        case texts([String])
        case other(String)
    }

    private func read(_ bytes: [UInt8], _ line: Range<Int>) throws -> Pair {
        var cursor = JSONParser(bytes: bytes[line], replacesHalves: true)
        var (candidate, reference): (Value?, Value?) = (nil, nil)
        var id: [UInt8]?
        var keys: [String] = []
        guard cursor.peek() == UInt8(ascii: "{") else {
            try cursor.skip()
            throw Problem(message: "JSON, but not an object in { }", column: nil)
        }
        try cursor.object { (key, cursor) throws(JSONError) in
            if keys.count < 8 { keys.append(key) }
            let before = cursor
            if key == referenceKey {
                reference = try Self.value(&cursor)
            } else if key == candidateKey {
                candidate = try Self.value(&cursor)
            } else if key != idKey {
                try cursor.skip()
            }
            if key == idKey {
                var again = before
                id = Array(try again.raw())
                cursor = again
            }
        }
        try cursor.finish()
        if let idKey, id == nil { throw missing(idKey, "--id-key", keys) }
        let text = try text(candidate, keys)
        switch reference {
        case .text(let reference):
            return Pair(pair: RougePair(candidate: text, reference: reference), id: id)
        case .texts(let references):
            guard !references.isEmpty else {
                throw Problem(
                    message: "the list under \"\(referenceKey)\" is empty: a pair needs a reference",
                    column: nil
                )
            }
            return Pair(pair: RougePair(candidate: text, references: references), id: id)
        case .other(let kind):
            throw Problem(message: "\"\(referenceKey)\" is \(kind), not a text or a list of texts", column: nil)
        case nil:
            throw missing(referenceKey, "--reference-key", keys)
        }
    }

    private func text(_ value: Value?, _ keys: [String]) throws(Problem) -> String {
        switch value {
        case .text(let text): return text
        case .texts: throw Problem(message: "\"\(candidateKey)\" is a list, not a text", column: nil)
        case .other(let kind): throw Problem(message: "\"\(candidateKey)\" is \(kind), not a text", column: nil)
        case nil: throw missing(candidateKey, "--candidate-key", keys)
        }
    }

    private func missing(_ key: String, _ flag: String, _ keys: [String]) -> Problem {
        let there = keys.isEmpty ? "there is none" : "there are " + keys.map { "\"\($0)\"" }.joined(separator: ", ")
        return Problem(message: "no key \"\(key)\" (\(there)): name it with \(flag)", column: nil)
    }

    private static func value(_ cursor: inout JSONParser) throws(JSONError) -> Value {
        switch cursor.peek() {
        case UInt8(ascii: "\""): return .text(try cursor.string())
        case UInt8(ascii: "["):
            var texts: [String] = []
            var isPure = true
            try cursor.array { (cursor) throws(JSONError) in
                if cursor.peek() == UInt8(ascii: "\"") {
                    texts.append(try cursor.string())
                } else {
                    try cursor.skip()
                    isPure = false
                }
            }
            return isPure ? .texts(texts) : .other("a list of other things than texts")
        case let first:
            try cursor.skip()
            switch first {
            case UInt8(ascii: "{"): return .other("an object")
            case UInt8(ascii: "n"): return .other("null")
            case UInt8(ascii: "t"), UInt8(ascii: "f"): return .other("true or false")
            default: return .other("a number")
            }
        }
    }
}
