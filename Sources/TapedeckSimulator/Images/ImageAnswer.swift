// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTokens

/// The images of a request, as the service's responses show them.
struct ImageAnswer: Sendable {
    let options: ImageOptions
    /// Number of images in the request.
    var inputCount = 0
    let created: Int

    /// The response of one piece.
    var document: JSONValue {
        let data = (0..<options.count).map(image)
        guard options.model.isGPTImage else { return ["created": .integer(created), "data": .array(data)] }
        return [
            "created": .integer(created), "background": .string(background), "data": .array(data),
            "output_format": .string(options.format.rawValue), "quality": .string(options.quality),
            "size": .string(options.size.description), "usage": usage,
        ]
    }

    /// The events of a stream: the unfinished images, and then the finished one.
    /// - Parameter kind: Beginning of their types, such as `image_generation`.
    /// - Returns: The events.
    func events(_ kind: String) -> [JSONValue] {
        (0..<options.count).flatMap { number -> [JSONValue] in
            let partial = (0..<options.partialCount).map { stage in
                event(
                    "\(kind).partial_image",
                    options.picture(number, stage: stage),
                    [
                        JSONMember(name: "partial_image_index", value: .integer(stage))
                    ]
                )
            }
            let usage = [JSONMember(name: "usage", value: streamedUsage)]
            return partial + [event("\(kind).completed", options.picture(number), usage)]
        }
    }

    private func event(_ type: String, _ picture: Picture, _ more: [JSONMember]) -> JSONValue {
        .object(
            [
                JSONMember(name: "type", value: .string(type)),
                JSONMember(name: "b64_json", value: .string(Base64.encode(picture.file(options.format)))),
                JSONMember(name: "created_at", value: .integer(created)),
                JSONMember(name: "size", value: .string(options.size.description)),
                JSONMember(name: "quality", value: .string(options.quality)),
                JSONMember(name: "background", value: .string(background)),
                JSONMember(name: "output_format", value: .string(options.format.rawValue)),
            ] + more
        )
    }

    private func image(_ number: Int) -> JSONValue {
        let encoded = Base64.encode(options.picture(number).file(options.format))
        let revised = JSONMember(name: "revised_prompt", value: .string(options.prompt))
        if options.wantsBase64 {
            let image = JSONMember(name: "b64_json", value: .string(encoded))
            return .object(options.model == .dallE3 ? [image, revised] : [image])
        }
        let image = JSONMember(name: "url", value: .string("data:image/png;base64,\(encoded)"))
        return .object(options.model == .dallE3 ? [revised, image] : [image])
    }

    private var background: String { options.isTransparent ? "transparent" : "opaque" }

    private var textTokens: Int { TokenEncoding.o200kBase.count(options.prompt) + 6 }
    private var imageTokens: Int { 194 * inputCount }
    private var outputTokens: Int { options.outputTokens + (options.isStream ? 100 * options.partialCount : 0) }

    private var usage: JSONValue {
        [
            "input_tokens": .integer(textTokens + imageTokens),
            "input_tokens_details": ["image_tokens": .integer(imageTokens), "text_tokens": .integer(textTokens)],
            "output_tokens": .integer(outputTokens),
            "output_tokens_details": ["image_tokens": .integer(outputTokens), "text_tokens": 0],
            "total_tokens": .integer(textTokens + imageTokens + outputTokens),
        ]
    }

    private var streamedUsage: JSONValue {
        [
            "total_tokens": .integer(textTokens + imageTokens + outputTokens),
            "input_tokens": .integer(textTokens + imageTokens), "output_tokens": .integer(outputTokens),
            "input_tokens_details": ["text_tokens": .integer(textTokens), "image_tokens": .integer(imageTokens)],
        ]
    }
}
