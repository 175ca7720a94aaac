// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens

/// The `prompt` of a legacy completion as sent: one or several, as text or as tokens.
enum PromptInput: Sendable {
    /// No prompt: the model begins a new document.
    case none
    case texts([String])
    case tokens([[Int]])

    /// Maximum number of prompts of a request.
    private static let countLimit = 2048

    init(_ fields: RequestFields) throws(APIError) {
        guard let value = fields["prompt"] else {
            self = .none
            return
        }
        if let text = value.string {
            self = .texts([text])
            return
        }
        guard case .array = value, let elements = try fields.array("prompt", count: 1...Int.max) else {
            throw .wrongPrompt("prompt", value)
        }
        switch elements[0] {
        case .string: self = .texts(try Self.texts(elements))
        case .number: self = .tokens([try Self.tokens(elements, at: "prompt")])
        case .array: self = .tokens(try Self.tokenLists(elements))
        default: throw .wrongPrompt("prompt[0]", elements[0])
        }
    }

    private static func texts(_ elements: [JSONValue]) throws(APIError) -> [String] {
        try checkCount(elements.count)
        var texts: [String] = []
        for (index, element) in elements.enumerated() {
            guard let text = element.string else { throw .wrongPrompt("prompt[\(index)]", element) }
            texts.append(text)
        }
        return texts
    }

    private static func tokenLists(_ elements: [JSONValue]) throws(APIError) -> [[Int]] {
        try checkCount(elements.count)
        var lists: [[Int]] = []
        for (index, element) in elements.enumerated() {
            let path = "prompt[\(index)]"
            guard let list = element.elements else { throw .wrongPrompt(path, element) }
            guard !list.isEmpty else { throw .wrongCount(path, count: 0, bound: 1, isBelow: true) }
            lists.append(try tokens(list, at: path))
        }
        return lists
    }

    private static func tokens(_ elements: [JSONValue], at path: String) throws(APIError) -> [Int] {
        var tokens: [Int] = []
        tokens.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            guard let token = element.integer else { throw .wrongPrompt("\(path)[\(index)]", element) }
            tokens.append(token)
        }
        return tokens
    }

    private static func checkCount(_ count: Int) throws(APIError) {
        guard count > countLimit else { return }
        throw .wrongCount("prompt", count: count, bound: countLimit, isBelow: false)
    }
}

/// A prompt as the model reads it.
struct TextPrompt: Sendable {
    let text: String
    let tokens: [Int]

    /// The last token of the encoding that a prompt may have, which separates documents.
    private static let separator = 100_257

    /// The prompts of a request.
    /// - Throws: ``APIError`` when a token is not one of the encoding.
    static func list(_ input: PromptInput, _ encoding: TokenEncoding) throws(APIError) -> [TextPrompt] {
        switch input {
        case .none: return [TextPrompt(text: "", tokens: [separator])]
        case .texts(let texts): return texts.map { TextPrompt(text: $0, tokens: encoding.encode($0)) }
        case .tokens(let lists):
            var prompts: [TextPrompt] = []
            for list in lists {
                if let token = list.first(where: { !(0...separator ~= $0) }) {
                    throw APIError(
                        message: "Invalid token in prompt: \(token). Minimum value is 0, maximum value is "
                            + "\(separator) (inclusive)."
                    )
                }
                let bytes = list.flatMap { encoding.bytes(of: $0) ?? [] }
                prompts.append(TextPrompt(text: String(decoding: bytes, as: UTF8.self), tokens: list))
            }
            return prompts
        }
    }
}

extension APIError {
    fileprivate static func wrongPrompt(_ path: String, _ value: JSONValue) -> APIError {
        let expected =
            path == "prompt"
            ? "one of a string, array of strings, array of integers, or array of integer arrays"
            : "the type of the first element"
        return .wrongType(path, expected: expected, got: value)
    }
}
