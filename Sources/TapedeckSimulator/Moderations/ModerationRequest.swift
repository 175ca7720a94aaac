// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A request for a moderation.
struct ModerationRequest: Sendable {
    /// Maximum number of inputs.
    private static let countLimit = 2048

    /// What one result is about.
    struct Input: Sendable {
        /// The text; `nil` when there are only images.
        var text: String?
        /// The addresses of images, which are not fetched.
        var images: [String] = []
    }

    let model: ModerationModel
    /// One for each result.
    let inputs: [Input]

    init(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: ["input", "model"])
        let input = try fields.required("input")
        guard let model = ModerationModel(try fields.string("model")) else {
            throw APIError(message: "please request omni-moderation-latest", param: "model")
        }
        self.model = model
        switch input {
        case .string(let text): self.inputs = [Input(text: text)]
        case .array:
            let elements = try fields.array("input", count: 1...Self.countLimit) ?? []
            if model.isMultimodal, case .object? = elements.first {
                self.inputs = [try Self.multimodal(elements)]
            } else {
                self.inputs = try Self.texts(elements)
            }
        default: throw .wrongType("input", expected: "one of a string or array of strings", got: input)
        }
    }

    private static func texts(_ elements: [JSONValue]) throws(APIError) -> [Input] {
        var inputs: [Input] = []
        for (index, element) in elements.enumerated() {
            guard let text = element.string else {
                throw .wrongType("input[\(index)]", expected: "a string", got: element)
            }
            inputs.append(Input(text: text))
        }
        return inputs
    }

    private static func multimodal(_ elements: [JSONValue]) throws(APIError) -> Input {
        var input = Input()
        for (index, element) in elements.enumerated() {
            let part = try RequestFields(element, at: "input[\(index)]")
            _ = try part.required("type")
            if try part.string("type", oneOf: ["text", "image_url"]) == "text" {
                try part.allow(only: ["type", "text"])
                _ = try part.required("text")
                input.text = (input.text.map { $0 + "\n" } ?? "") + (try part.string("text") ?? "")
            } else {
                try part.allow(only: ["type", "image_url"])
                _ = try part.required("image_url")
                guard let image = try part.object("image_url") else { throw .missing(part.path(of: "image_url")) }
                try image.allow(only: ["url"])
                _ = try image.required("url")
                input.images.append(try image.string("url", length: 1...(30 << 20)) ?? "")
            }
        }
        guard input.images.count <= 1 else {
            throw APIError(
                message: "Invalid 'input': too many images. Expected at most 1 image, but got \(input.images.count) "
                    + "images instead.",
                param: "input",
                code: "array_above_max_length"
            )
        }
        return input
    }
}
