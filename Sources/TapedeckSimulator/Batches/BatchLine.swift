// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A line of a batch's input file, with its body not yet read.
///
/// `null` counts as missing.
struct BatchLine {
    private(set) var customID: JSONValue?
    private(set) var method: JSONValue?
    private(set) var url: JSONValue?
    /// The bytes of the body.
    private(set) var body: ArraySlice<UInt8>?

    /// Reads a line.
    /// - Throws: `JSONError` when it is not a JSON object.
    init(parsing bytes: ArraySlice<UInt8>) throws(JSONError) {
        var parser = JSONParser(bytes: bytes)
        try parser.object { (name, parser) throws(JSONError) in
            switch name {
            case "custom_id": customID = try parser.value().unlessNull
            case "method": method = try parser.value().unlessNull
            case "url": url = try parser.value().unlessNull
            case "body":
                let raw = try parser.raw()
                body = raw.elementsEqual("null".utf8) ? nil : raw
            default: try parser.skip()
            }
        }
        try parser.finish()
    }
}

/// The members of a line's body that validation looks at.
struct BatchLineBody {
    private(set) var model: JSONValue?
    private(set) var streams = false
    private(set) var hasMessages = false
    private(set) var hasPrompt = false
    /// The number of texts to embed.
    private(set) var inputCount = 1

    /// Reads a body.
    /// - Throws: `JSONError` when it is not a JSON object.
    init(parsing bytes: ArraySlice<UInt8>) throws(JSONError) {
        var parser = JSONParser(bytes: bytes)
        try parser.object { (name, parser) throws(JSONError) in
            switch name {
            case "model": model = try parser.value().unlessNull
            case "stream": streams = try parser.value() == true
            case "messages": hasMessages = try parser.isValue()
            case "prompt": hasPrompt = try parser.isValue()
            case "input" where parser.peek() == UInt8(ascii: "["): inputCount = try parser.inputCount()
            default: try parser.skip()
            }
        }
    }
}

extension JSONParser {
    /// Passes over a value, and tells whether it is other than `null`.
    fileprivate mutating func isValue() throws(JSONError) -> Bool {
        let isValue = peek() != UInt8(ascii: "n")
        try skip()
        return isValue
    }

    /// Passes over a list of texts, or of tokens of one text, and counts the texts.
    fileprivate mutating func inputCount() throws(JSONError) -> Int {
        var count = 0
        var isTokens = false
        try array { (parser) throws(JSONError) in
            switch parser.peek() {
            case UInt8(ascii: "\""), UInt8(ascii: "["), UInt8(ascii: "{"): break
            default: isTokens = true
            }
            try parser.skip()
            count += 1
        }
        return isTokens ? 1 : count
    }
}

extension JSONValue {
    fileprivate var unlessNull: JSONValue? { self == .null ? Optional.none : self }
}
