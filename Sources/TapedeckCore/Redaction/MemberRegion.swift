// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The position in an object or a list whose members have another meaning than elsewhere.
///
/// Of header fields every value is a secret that is not known to be harmless; of an object that is named like a
/// credential, the member `value`; of a list that is, every string. Among tokens with their probabilities nothing is.
struct MemberRegion: Sendable {
    private static let depthLimit = 60
    private static let nameLimit = 256

    /// Fields of HTTP that hold no secret, and words of JSON Schema, which describes headers as it describes all else.
    private static let harmless: Set<String> = KeptHeaders.keptRequestFields.union([
        "$ref", "additionalproperties", "allof", "anyof", "const", "content-length", "default", "description", "enum",
        "example", "examples", "format", "host", "items", "nullable", "oneof", "openai-organization", "openai-project",
        "pattern", "properties", "required", "title", "type",
    ])

    let level: QuoteLevel
    private let kind: CredentialNames.Member
    private var depth = 0
    /// A bit for each level of depth that is a list.
    private var lists: UInt64 = 0
    private var name: ArraySlice<UInt8> = []
    private var isAfterColon = false
    private var isInString = false

    init(of kind: CredentialNames.Member, level: QuoteLevel) {
        self.kind = kind
        self.level = level
    }

    enum Step {
        /// Nothing to replace up to a place.
        case goOn(Int)
        /// A string to replace, with the place of its first byte.
        case value(Int)
        /// The object or list has ended.
        case ended(Int)
        /// More bytes are needed from a place on.
        case undecided(Int)
    }

    /// Goes on from a place, up to the next string that is to be replaced.
    mutating func step(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isLast: Bool) -> Step {
        var index = start
        while index < bytes.count {
            if isInString {
                guard let close = level.closing(from: index, notBefore: index, in: bytes) else {
                    // Backslashes at the end belong to the quote that may follow.
                    let end = (bytes[index...].lastIndex { $0 != UInt8(ascii: "\\") } ?? index - 1) + 1
                    return isLast || end == bytes.count ? .goOn(bytes.count) : .undecided(end)
                }
                isInString = false
                index = close.next
                if close.isOuter { return .ended(index) }
                continue
            }
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                let bit: UInt64 = 1 << UInt64(depth)
                lists = bytes[index] == UInt8(ascii: "[") ? lists | bit : lists & ~bit
                depth += 1
                isAfterColon = false
                guard depth < Self.depthLimit else { return .ended(index + 1) }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                guard depth > 0 else { return .ended(index + 1) }
                isAfterColon = false
            case UInt8(ascii: ":"): isAfterColon = true
            case UInt8(ascii: ","): isAfterColon = false
            case UInt8(ascii: "\\"), UInt8(ascii: "\""):
                switch level.opening(at: index, in: bytes) {
                case .undecided: return isLast ? .goOn(bytes.count) : .undecided(index)
                case .none where bytes[index] == UInt8(ascii: "\""): return .ended(index)
                case .none: break
                case .string(let first):
                    if isSecret {
                        isAfterColon = false
                        return .value(first)
                    }
                    guard let close = level.closing(from: first, notBefore: first, in: bytes) else {
                        if isLast || isAfterColon || bytes.count - first > Self.nameLimit {
                            isInString = true
                            index = first
                            continue
                        }
                        return .undecided(index)
                    }
                    if !isAfterColon, !isList {
                        name = Array(bytes[first..<close.contentEnd].prefix(Self.nameLimit))[...]
                    }
                    index = close.next
                    if close.isOuter { return .ended(index) }
                    continue
                }
            default: break
            }
            index += 1
        }
        return .goOn(bytes.count)
    }

    private var isList: Bool { depth > 0 && lists >> UInt64(depth - 1) & 1 == 1 }

    /// Whether the string that begins here is to be replaced.
    private var isSecret: Bool {
        guard kind != .probabilities, isAfterColon || isList else { return false }
        if isAfterColon, CredentialNames.member(name) == .credential { return true }
        let isNamedValue = isAfterColon && name.elementsEqual("value".utf8)
        switch kind {
        case .headers:
            guard lists & 1 == 0 else { return isNamedValue }
            let isOfField = depth == 1 && isAfterColon || depth == 2 && isList
            return isOfField && !Self.harmless.contains(String(decoding: name, as: UTF8.self).lowercased())
        case .credential: return depth == 1 && (isList || isNamedValue)
        case .other, .token, .probabilities: return false
        }
    }
}
