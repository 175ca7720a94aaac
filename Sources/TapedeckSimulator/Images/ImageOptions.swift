// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What requests for new and for edited images have in common.
struct ImageOptions: Sendable {
    let model: ImageModel
    let prompt: String
    let count: Int
    let size: ImageSize
    /// The quality, with `auto` resolved.
    let quality: String
    let format: PictureFormat
    let isTransparent: Bool
    let wantsBase64: Bool
    let isStream: Bool
    /// Number of unfinished images before each finished one.
    let partialCount: Int

    /// The members that only GPT image models have.
    private static let ofGPTImages: Set<String> = [
        "background", "moderation", "output_format", "output_compression", "stream", "partial_images", "input_fidelity",
    ]

    /// Reads a request.
    /// - Parameters:
    ///   - fields: The members of the request.
    ///   - standard: The model when the request names none.
    ///   - others: Members that the endpoint reads itself.
    /// - Throws: ``APIError`` when the service would refuse it.
    init(_ fields: RequestFields, standard: String, others: Set<String> = []) throws(APIError) {
        let name = try fields.string("model") ?? standard
        guard let model = ImageModel(name) else {
            throw .wrongValue("model", got: name, supported: ImageModel.names)
        }
        self.model = model
        var known: Set<String> = ["model", "prompt", "n", "size", "quality", "user"]
        if model.isGPTImage { known.formUnion(Self.ofGPTImages) } else { known.insert("response_format") }
        if model == .dallE3 { known.insert("style") }
        try fields.allow(only: known.union(others))
        _ = try fields.required("prompt")
        self.prompt = try fields.string("prompt", length: 1...model.promptLimit) ?? ""
        self.count = try fields.integer("n", in: 1...model.countLimit) ?? 1
        self.size = try Self.size(fields, model)
        let quality = try fields.string("quality", oneOf: model.qualities) ?? model.qualities[0]
        self.quality = quality == "auto" ? "medium" : quality
        _ = try fields.string("style", oneOf: ["vivid", "natural"])
        _ = try fields.string("moderation", oneOf: ["auto", "low"])
        _ = try fields.string("input_fidelity", oneOf: ["high", "low"])
        _ = try fields.string("user", length: 0...512)
        let format = try fields.string("output_format", oneOf: PictureFormat.allCases.map(\.rawValue))
        self.format = format.flatMap(PictureFormat.init) ?? .png
        let compression = try fields.integer("output_compression", in: 0...100)
        guard compression ?? 100 == 100 || self.format != .png else {
            throw APIError(
                message: "Invalid value: 'output_compression' is not supported for the output format 'png'.",
                param: "output_compression",
                code: "invalid_value"
            )
        }
        self.isTransparent = try fields.string("background", oneOf: ["transparent", "opaque", "auto"]) == "transparent"
        guard !isTransparent || self.format != .jpeg else {
            throw APIError(
                message: "Invalid value: transparent backgrounds are not supported for the output format 'jpeg'.",
                param: "background",
                code: "invalid_value"
            )
        }
        self.wantsBase64 =
            try fields.string("response_format", oneOf: ["url", "b64_json"]) == "b64_json" || model.isGPTImage
        self.isStream = try fields.bool("stream") ?? false
        self.partialCount = try fields.integer("partial_images", in: 0...3) ?? 0
    }

    private static func size(_ fields: RequestFields, _ model: ImageModel) throws(APIError) -> ImageSize {
        let text = try fields.string("size") ?? model.sizes[0]
        if model.sizes.contains(text), let size = ImageSize(text) { return size }
        guard case .gptImage(takesAnySize: true) = model else {
            throw .wrongValue("size", got: text, supported: model.sizes.sorted())
        }
        guard let size = ImageSize(text), size.isSupported else {
            throw APIError(
                message:
                    "Invalid size '\(text)'. Width and height must be divisible by 16, with an aspect ratio between 1:3 "
                    + "and 3:1, and at most 3840x2160 pixels.",
                param: "size",
                code: "invalid_value"
            )
        }
        return size
    }

    /// An image of the request, counted from 0; the prompt alone decides the colour of the first.
    func picture(_ number: Int, stage: Int? = nil) -> Picture {
        var text = number == 0 ? prompt : "\(prompt) \(number)"
        if let stage { text += " stage \(stage)" }
        return Picture(width: size.width, height: size.height, of: text, isTransparent: isTransparent)
    }

    /// Tokens of the finished images: as of the standard sizes of the service, else by their area.
    var outputTokens: Int {
        let square = ["low": 272, "medium": 1056, "high": 4160][quality] ?? 0
        switch size.description {
        case "1024x1024": return count * square
        case "1024x1536": return count * (["low": 408, "medium": 1584, "high": 6240][quality] ?? 0)
        case "1536x1024": return count * (["low": 400, "medium": 1568, "high": 6208][quality] ?? 0)
        default: return count * max(1, square * size.width * size.height / (1024 * 1024))
        }
    }
}
