// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension TokenEncoding {
    private static let o200kFamilies = [
        "gpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "gpt-6", "chatgpt-4o", "o1", "o3", "o4",
    ]
    private static let cl100kFamilies = [
        "gpt-4", "gpt-3.5", "text-embedding-3-small", "text-embedding-3-large", "text-embedding-ada-002",
        "babbage-002", "davinci-002",
    ]

    /// Finds the encoding of a model.
    /// - Parameter model: A model's name, alias or dated; a fine-tuned `ft:BASE:…` has the encoding of its base.
    /// - Returns: The encoding; `nil` for a model of unknown encoding.
    package static func forModel(_ model: some StringProtocol) -> TokenEncoding? {
        if model.hasPrefix("ft:") {
            let base = model.dropFirst(3).prefix { $0 != ":" }
            return base.hasPrefix("ft:") ? nil : forModel(base)
        }
        // The longer names go first: gpt-4o begins with gpt-4 and has another encoding.
        if o200kFamilies.contains(where: { belongs(model, to: $0) }) { return .o200kBase }
        if cl100kFamilies.contains(where: { belongs(model, to: $0) }) { return .cl100kBase }
        return nil
    }

    /// Whether a model is of a family: `gpt-4` and `gpt-4-0613` are, `gpt-42` is not.
    private static func belongs(_ model: some StringProtocol, to family: String) -> Bool {
        guard model.hasPrefix(family) else { return false }
        let next = model.utf8.dropFirst(family.utf8.count).first
        return next == nil || next == UInt8(ascii: "-") || next == UInt8(ascii: ".")
    }
}
