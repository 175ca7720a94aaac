// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// `image_generation`: draws a picture of one colour in the size that is asked for.
struct ImageGenerationTool: HostedTool {
    let type = "image_generation"
    let definition: JSONValue
    private let width: Int
    private let height: Int
    private let size: String
    private let quality: String
    private let background: String
    private let format: PictureFormat
    private let partialImages: Int

    init(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: [
            "type", "action", "background", "input_fidelity", "input_image_mask", "model", "moderation", "n",
            "output_compression", "output_format", "partial_images", "quality", "size",
        ])
        func member(_ name: String, _ value: JSONValue) -> JSONMember { JSONMember(name: name, value: value) }
        let action = try fields.string("action", oneOf: ["generate", "edit", "auto"])
        let asked = try fields.string("background", oneOf: ["transparent", "opaque", "auto"]) ?? "auto"
        let fidelity = try fields.string("input_fidelity", oneOf: ["high", "low"])
        let model = try fields.string("model")
        let moderation = try fields.string("moderation", oneOf: ["auto", "low"]) ?? "auto"
        let count = try fields.integer("n", in: 1...1) ?? 1
        let compression = try fields.integer("output_compression", in: 0...100) ?? 100
        let formats = PictureFormat.allCases.map(\.rawValue)
        let format = try fields.string("output_format", oneOf: formats) ?? "png"
        self.format = PictureFormat(rawValue: format) ?? .png
        partialImages = try fields.integer("partial_images", in: 0...3) ?? 0
        let quality = try fields.string("quality", oneOf: ["low", "medium", "high", "auto"]) ?? "auto"
        let size = try fields.string("size") ?? "auto"
        let sides = try Self.sides(size, at: fields.path(of: "size"))
        width = sides.width
        height = sides.height
        self.size = "\(width)x\(height)"
        self.quality = quality == "auto" ? "medium" : quality
        background = asked == "auto" ? "opaque" : asked
        var members = [member("type", "image_generation")]
        if let action { members.append(member("action", .string(action))) }
        members.append(member("background", .string(asked)))
        if let fidelity { members.append(member("input_fidelity", .string(fidelity))) }
        if let model { members.append(member("model", .string(model))) }
        members += [
            member("moderation", .string(moderation)), member("n", .integer(count)),
            member("output_compression", .integer(compression)), member("output_format", .string(format)),
        ]
        if partialImages > 0 { members.append(member("partial_images", .integer(partialImages))) }
        members += [member("quality", .string(quality)), member("size", .string(size))]
        definition = .object(members)
    }

    private static func sides(_ size: String, at path: String) throws(APIError) -> (width: Int, height: Int) {
        guard size != "auto" else { return (1024, 1024) }
        let sides = size.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard sides.count == 2, let width = sides[0], let height = sides[1], (16...3840).contains(width),
            (16...3840).contains(height)
        else {
            throw .wrongValue(path, got: size, supported: ["1024x1024", "1024x1536", "1536x1024", "auto"])
        }
        return (width, height)
    }

    func run(
        _ request: HostedToolRequest,
        _ identifiers: inout ItemIdentifiers
    ) async throws(APIError) -> HostedToolResult? {
        var result = HostedToolResult(inputTokens: Self.descriptionTokens)
        let words =
            "image picture draw drawing illustration illustrate paint painting photo sketch logo icon generate render "
            + "edit portrait poster"
        guard request.wants(words) else { return result }
        let prompt = request.question
        let picture = Picture(width: width, height: height, of: prompt, isTransparent: background == "transparent")
        let data = JSONValue.string(Base64.encode(picture.file(format)))
        let description: [JSONMember] = [
            JSONMember(name: "background", value: .string(background)),
            JSONMember(name: "output_format", value: .string(format.rawValue)),
            JSONMember(name: "quality", value: .string(quality)),
        ]
        let partial = (0..<partialImages).map { index in
            ItemEvent(
                "response.image_generation_call.partial_image",
                description + [
                    JSONMember(name: "partial_image_b64", value: data),
                    JSONMember(name: "partial_image_index", value: .integer(index)),
                    JSONMember(name: "size", value: .string(size)),
                ]
            )
        }
        result.items = [
            OutputItem(
                .imageGenerationCall,
                identifiers.next(.imageGenerationCall),
                added: ["status": "in_progress", "result": .null],
                events: [ItemEvent].stages(.imageGenerationCall, "in_progress", "generating") + partial
                    + [ItemEvent].stages(.imageGenerationCall, "completed"),
                done: .object(
                    [JSONMember(name: "status", value: "completed"), JSONMember(name: "action", value: "generate")]
                        + description + [
                            JSONMember(name: "result", value: data),
                            JSONMember(name: "revised_prompt", value: .string("Simulated picture: \(prompt)")),
                            JSONMember(name: "size", value: .string(size)),
                        ]
                )
            )
        ]
        result.text = "This is a simulated picture of one colour, not a drawing of what was asked for."
        result.imageUsage = usage(promptTokens: request.tokens(of: prompt))
        return result
    }

    /// Tokens of the tool's description.
    private static let descriptionTokens = 340

    private func usage(promptTokens: Int) -> JSONValue {
        // The published tokens of the three sizes, by quality.
        let tokens: [String: (square: Int, long: Int)] = [
            "low": (272, 408), "medium": (1056, 1584), "high": (4160, 6240),
        ]
        let known = tokens[quality] ?? (1056, 1584)
        let output = width == height ? known.square : known.long
        return [
            "input_tokens": .integer(promptTokens),
            "input_tokens_details": ["image_tokens": 0, "text_tokens": .integer(promptTokens)],
            "output_tokens": .integer(output),
            "output_tokens_details": ["image_tokens": .integer(output), "text_tokens": 0],
            "total_tokens": .integer(promptTokens + output),
        ]
    }
}
