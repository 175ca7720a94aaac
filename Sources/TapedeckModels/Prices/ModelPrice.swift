// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The list price of a model's text tokens, in US dollars for a million tokens.
package struct ModelPrice: Sendable, Hashable {
    /// The month the prices were checked in, `YYYY-MM`.
    package static let date = "2026-11"
    /// The page the prices are published on.
    package static let source = "openai.com/api/pricing"

    /// The price of prompt tokens.
    package let input: Double
    /// The price of prompt tokens that the service had in its cache; `nil` where there is no discount.
    package let cachedInput: Double?
    /// The price of completion tokens, reasoning included.
    package let output: Double

    /// Computes the cost of tokens in the standard tier.
    /// - Parameters:
    ///   - prompt: Number of prompt tokens, cached ones included.
    ///   - cached: Number of prompt tokens that the service had in its cache.
    ///   - completion: Number of completion tokens.
    /// - Returns: The cost in US dollars.
    package func cost(prompt: Int, cached: Int = 0, completion: Int) -> Double {
        let fresh = Double(prompt - cached) * input + Double(cached) * (cachedInput ?? input)
        return (fresh + Double(completion) * output) / 1_000_000
    }
}

extension ModelPrice {
    private static let byName: [String: ModelPrice] = {
        let prices = published.split(separator: "\n").compactMap { line -> (String, ModelPrice)? in
            let words = line.split(separator: " ")
            guard words.count == 4, let input = Double(words[1]), let output = Double(words[3]) else { return nil }
            return (String(words[0]), ModelPrice(input: input, cachedInput: Double(words[2]), output: output))
        }
        return Dictionary(prices) { first, _ in first }
    }()

    /// Finds the price of a model, as the view `cost` of cassettes does.
    /// - Parameter model: A name, also of a dated snapshot, or of a fine-tuned model `ft:BASE:…`.
    /// - Returns: The price; `nil` when the list has none.
    package static func named(_ model: String) -> ModelPrice? {
        let name = model.hasPrefix("ft:") ? "ft:" + model.dropFirst(3).prefix { $0 != ":" } : model
        if let price = byName[name] { return price }
        for date in [#/-20[0-9]{2}-[0-9]{2}-[0-9]{2}$/#, #/-[0-9]{4}$/#] {
            if let suffix = name.firstMatch(of: date) { return byName[String(name[..<suffix.range.lowerBound])] }
        }
        return nil
    }
}
