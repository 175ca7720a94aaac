// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A model that makes images.
enum ImageModel: Sendable, Hashable {
    case dallE2
    case dallE3
    /// A GPT image model; whether it takes any size.
    case gptImage(takesAnySize: Bool)

    /// The names of all models.
    static let names = [
        "dall-e-2", "dall-e-3", "gpt-image-1", "gpt-image-1-mini", "gpt-image-1.5", "gpt-image-2",
        "gpt-image-2-2026-04-21", "chatgpt-image-latest",
    ]

    /// The model of this name; `nil` when there is none.
    init?(_ name: String) {
        guard Self.names.contains(name) else { return nil }
        switch name {
        case "dall-e-2": self = .dallE2
        case "dall-e-3": self = .dallE3
        default: self = .gptImage(takesAnySize: name.hasPrefix("gpt-image-2"))
        }
    }

    /// Whether it is a GPT image model, which returns its images in base64 and tells the usage.
    var isGPTImage: Bool {
        if case .gptImage = self { true } else { false }
    }

    /// The named sizes it makes, the default first.
    var sizes: [String] {
        switch self {
        case .dallE2: ["1024x1024", "256x256", "512x512"]
        case .dallE3: ["1024x1024", "1792x1024", "1024x1792"]
        case .gptImage: ["auto", "1024x1024", "1024x1536", "1536x1024"]
        }
    }

    /// The qualities it makes, the default first.
    var qualities: [String] {
        switch self {
        case .dallE2: ["standard"]
        case .dallE3: ["standard", "hd"]
        case .gptImage: ["auto", "low", "medium", "high"]
        }
    }

    /// The longest prompt, in characters.
    var promptLimit: Int {
        switch self {
        case .dallE2: 1000
        case .dallE3: 4000
        case .gptImage: 32_000
        }
    }

    /// The most images of one request.
    var countLimit: Int { self == .dallE3 ? 1 : 10 }
}

/// The size of an image.
struct ImageSize: Sendable, Hashable {
    let width: Int
    let height: Int

    /// Reads `1536x1024`; `auto` is a square of 1024.
    init?(_ text: String) {
        guard text != "auto" else {
            (width, height) = (1024, 1024)
            return
        }
        let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard sides.count == 2, let width = sides[0], let height = sides[1], width > 0, height > 0 else { return nil }
        (self.width, self.height) = (width, height)
        guard description == text else { return nil }
    }

    /// The size as the API spells it.
    var description: String { "\(width)x\(height)" }

    /// Whether models for any size make it.
    var isSupported: Bool {
        width % 16 == 0 && height % 16 == 0 && max(width, height) <= 3 * min(width, height)
            && max(width, height) <= 3840
            && width * height <= 3840 * 2160
    }
}
