// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Tagged netstrings, the notation of mitmproxy's flow files: a length, a colon, the data, and a letter for its type.
struct TNetString {
    /// The deepest nesting that is accepted.
    static let depthLimit = 64
    /// The most digits of a length.
    static let lengthDigits = 12

    private let bytes: ArraySlice<UInt8>
    private var index: Int
    private var elements = 0
    private let limits: ImportLimits

    /// Reads one value that fills the bytes.
    /// - Throws: ``SourceProblem`` when it is none, is nested too deep, or has more elements than the limit.
    static func value(of bytes: ArraySlice<UInt8>, limits: ImportLimits) throws(SourceProblem) -> SourceValue {
        var reader = TNetString(bytes: bytes, index: bytes.startIndex, limits: limits)
        let value = try reader.value(upTo: bytes.endIndex, depth: 0)
        guard reader.index == bytes.endIndex else { throw malformed }
        return value
    }

    private init(bytes: ArraySlice<UInt8>, index: Int, limits: ImportLimits) {
        self.bytes = bytes
        self.index = index
        self.limits = limits
    }

    static let malformed = SourceProblem.malformed("the flow file is damaged")

    private mutating func value(upTo end: Int, depth: Int) throws(SourceProblem) -> SourceValue {
        guard depth <= Self.depthLimit else {
            throw .malformed("the flow file is nested deeper than \(Self.depthLimit) levels")
        }
        elements += 1
        guard elements <= limits.elements else {
            throw .tooLarge("a flow has more than \(limits.elements) elements", limit: "elements")
        }
        let length = try length(upTo: end)
        guard length < end - index else { throw Self.malformed }
        let data = bytes[index..<index + length]
        let type = bytes[index + length]
        defer { index = data.endIndex + 1 }
        switch Unicode.Scalar(type) {
        case ",": return .bytes(Array(data))
        case ";":
            guard let text = String(validating: data, as: UTF8.self) else { throw Self.malformed }
            return .scalar(.string(text))
        case "#", "^", "!":
            guard length <= 64 else { throw Self.malformed }
            return .scalar(.string(String(decoding: data, as: UTF8.self)))
        case "~": return .scalar(.null)
        case "]":
            var list: [SourceValue] = []
            while index < data.endIndex { list.append(try value(upTo: data.endIndex, depth: depth + 1)) }
            return .list(list)
        case "}":
            var members: [SourceMember] = []
            while index < data.endIndex {
                guard let name = try value(upTo: data.endIndex, depth: depth + 1).text else { throw Self.malformed }
                let value = try value(upTo: data.endIndex, depth: depth + 1)
                members.append(SourceMember(name: name, value: value))
            }
            return .map(SourceMap(members: members))
        default: throw Self.malformed
        }
    }

    private mutating func length(upTo end: Int) throws(SourceProblem) -> Int {
        var length = 0
        var digits = 0
        while index < end, digits <= Self.lengthDigits, case let digit = bytes[index] &- UInt8(ascii: "0"), digit < 10 {
            length = length * 10 + Int(digit)
            digits += 1
            index += 1
        }
        guard digits > 0, digits <= Self.lengthDigits, index < end, bytes[index] == UInt8(ascii: ":") else {
            throw Self.malformed
        }
        index += 1
        return length
    }
}
