// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// What people recognise a request by: its model, and the beginning of its prompt.
package struct RequestSummary: Sendable, Hashable {
    /// The largest body whose prompt is read, in bytes; of larger ones only the model is.
    private static let limit = 8 << 20
    /// The most characters of a prompt.
    private static let length = 200

    /// The model that a JSON body names.
    package let model: String?
    /// The beginning of the last message of the user, of the input or of the prompt, on one line.
    package let prompt: String?

    /// Reads a request.
    /// - Parameters:
    ///   - request: The request.
    ///   - read: Reads parts of its large body.
    /// - Throws: What `read` throws.
    package init(_ request: RecordedRequest, reading read: CassetteStatistics.BodyReading) throws {
        let names: Set<String> =
            request.body.length <= Self.limit ? ["model", "messages", "input", "prompt"] : ["model"]
        let members = try request.body.members(names, reading: read)
        model = members["model"]?.string
        prompt = (members["messages"] ?? members["input"] ?? members["prompt"]).flatMap(Self.text).map(Self.beginning)
    }

    /// The text of a prompt: a string, the parts of a content, or the last message of the user in a list.
    private static func text(_ value: JSONValue) -> String? {
        if let text = value.string { return text }
        if let content = value["content"] ?? value["text"] { return text(content) }
        guard let elements = value.elements else { return nil }
        let last = elements.last { $0["role"]?.string == "user" }
        return last.flatMap(text) ?? elements.lazy.compactMap(text).first
    }

    /// The first characters of a text, with single spaces in the place of white space.
    private static func beginning(_ text: String) -> String {
        let words = text.prefix(4 * length).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return words.count > length || text.utf8.count > 16 * length ? words.prefix(length) + "…" : words
    }
}
