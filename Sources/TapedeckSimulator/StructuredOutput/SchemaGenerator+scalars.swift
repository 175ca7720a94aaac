// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension SchemaGenerator {
    /// The longest string that is made by an expression.
    private static let lengthLimit = 200_000

    // MARK: - Numbers

    mutating func number(_ nodes: [SchemaNode], _ place: Place) -> JSONValue? {
        let isWhole = nodes.contains { $0.types?.contains(.fraction) == false }
        let low = nodes.map { max($0.minimum, $0.exclusiveMinimum) }.max() ?? -.infinity
        let high = nodes.map { min($0.maximum, $0.exclusiveMaximum) }.min() ?? .infinity
        guard low <= high else { return nil }
        var candidates = source.numbers().prefix(20).compactMap(Double.init)
        candidates += nodes.flatMap(\.examples).prefix(8).compactMap { value in
            if case .number(let number) = value { number.value } else { nil }
        }
        if let multiple = nodes.flatMap(\.multiples).max() {
            candidates += Self.multiples(of: multiple, low, high, offset: place.number)
        } else {
            candidates += Self.numbers(low, high, isWhole: isWhole, offset: place.number)
        }
        return accepted(
            candidates.lazy.filter { number in
                number.isFinite && (!isWhole || number == number.rounded())
                    && nodes.allSatisfy { SchemaValidator.accepts(number, $0) }
            }.map(Self.spelled),
            nodes
        )
    }

    private static func spelled(_ number: Double) -> JSONValue {
        if let integer = Int(exactly: number) { return .integer(integer) }
        return .decimal(number)
    }

    private static func numbers(_ low: Double, _ high: Double, isWhole: Bool, offset: Int) -> [Double] {
        let step = Double(offset)
        var numbers: [Double] = []
        switch (low.isFinite, high.isFinite) {
        case (true, true):
            let middle = low / 2 + high / 2
            // Two decimals are enough where there is room for them.
            let rounded = (middle * 100).rounded() / 100
            numbers = [
                middle.rounded() + step, rounded + step / 100, middle, middle.rounded(.down), middle.rounded(.up),
            ]
            if !isWhole, high - low <= 2 { numbers.removeFirst() }
            numbers += [low.rounded(.up) + step, low.rounded(.up) + 1 + step, low + step, high - step, low, high]
            numbers += [high.rounded(.down), low.nextUp, high.nextDown]
        case (true, false):
            numbers = [max(1, low.rounded(.up)) + step, low.rounded(.down) + 1 + step, low + step, low.nextUp]
        case (false, true):
            numbers = [min(1, high.rounded(.down)) - step, high.rounded(.up) - 1 - step, high - step, high.nextDown]
        case (false, false):
            numbers = [1 + step]
        }
        return numbers + [0, 1, -1] + (2..<40).map { low.isFinite ? low.rounded(.up) + Double($0) : Double($0) }
    }

    private static func multiples(of multiple: Double, _ low: Double, _ high: Double, offset: Int) -> [Double] {
        let start: Double
        if low.isFinite {
            start = (low / multiple).rounded(.up)
        } else if high.isFinite {
            start = min(1, (high / multiple).rounded(.down))
        } else {
            start = 1
        }
        let direction: Double = low.isFinite || !high.isFinite ? 1 : -1
        let counts = (0..<1000).map { start + direction * Double($0 + offset) } + (0..<20).map { start + Double($0) }
        return counts.map { $0 * multiple } + [0, multiple, -multiple]
    }

    // MARK: - Strings

    mutating func string(_ nodes: [SchemaNode], _ place: Place) -> JSONValue? {
        let least = nodes.map(\.minLength).max() ?? 0
        let most = nodes.map(\.maxLength).min() ?? .max
        guard least <= most else { return nil }
        let formats = nodes.compactMap(\.format)
        let patterns = nodes.flatMap(\.patterns)
        let kind = TextKind(name: place.name, summary: nodes.lazy.compactMap(\.summary).first)
        let found = source.strings(kind) + nodes.flatMap(\.examples).prefix(8).compactMap(\.string)
        if least > room, formats.isEmpty, patterns.isEmpty {
            // A text that there is no room for is begun.
            return taken(.string(fitted(found.first ?? "text", room, room)))
        }
        var candidates: [String] = found
        if let format = formats.first {
            let other = [source.facts.mailAddresses, source.facts.addresses, source.facts.dates].joined()
            candidates = found.filter(format.accepts) + other.filter(format.accepts)
            candidates += (0..<40).map { format.sample(place.number + $0) }
        } else if patterns.isEmpty {
            candidates += (0..<40).map { place.number + $0 == 0 ? "text" : "text \(place.number + $0)" }
        }
        if place.retry > 0, !candidates.isEmpty {
            let shift = place.retry % candidates.count
            // An expression has always another sample.
            candidates =
                patterns.isEmpty
                ? Array(candidates[shift...] + candidates[..<shift]) : Array(candidates.dropFirst(place.retry))
        }
        let isFitted = formats.isEmpty && patterns.isEmpty
        for candidate in candidates {
            if let value = satisfying(isFitted ? fitted(candidate, least, most) : candidate, formats, nodes) {
                return taken(value)
            }
            guard !budget.isSpent else { return nil }
        }
        for pattern in patterns {
            if let value = sample(of: pattern, least, most, place, formats, nodes) { return taken(value) }
        }
        return nil
    }

    /// The text, if it keeps the rules.
    private func satisfying(_ text: String, _ formats: [StringFormat], _ nodes: [SchemaNode]) -> JSONValue? {
        guard formats.allSatisfy({ $0.accepts(text) }), nodes.allSatisfy({ validator.accepts(text, $0) }) else {
            return nil
        }
        return accepted(CollectionOfOne(.string(text)), nodes)
    }

    /// The first of an expression's samples that keeps the rules, among strings of any length it can have.
    private func sample(
        of pattern: Pattern,
        _ least: Int,
        _ most: Int,
        _ place: Place,
        _ formats: [StringFormat],
        _ nodes: [SchemaNode]
    ) -> JSONValue? {
        var extra = 0
        var count = 0
        while extra <= max(2, least), count < 400 {
            for number in 0..<8 {
                let limit = min(most, Self.lengthLimit)
                guard let sample = pattern.sample(place.number + number, extra: extra, limit: limit, budget) else {
                    guard !budget.isSpent else { return nil }
                    continue
                }
                var samples = [sample]
                // An expression that leaves its ends open may stand in a longer text.
                let missing = min(least, Self.lengthLimit) - sample.unicodeScalars.count
                if missing > 0 {
                    samples.append(sample + String(repeating: "a", count: missing))
                    samples.append(String(repeating: "a", count: missing) + sample)
                    budget.spend(missing / 4)
                }
                count += samples.count
                for sample in samples {
                    if let value = satisfying(sample, formats, nodes) { return value }
                }
            }
            extra = extra < 16 ? extra + 1 : extra * 5 / 4
        }
        return nil
    }

    /// A text cut or filled up to lengths that are counted in scalars.
    private func fitted(_ text: String, _ least: Int, _ most: Int) -> String {
        let scalars = text.unicodeScalars
        let count = scalars.count
        budget.spend(max(count, least) / 8)
        if count > most {
            let cut = String(scalars.prefix(most))
            if let space = cut.lastIndex(of: " "), cut[..<space].unicodeScalars.count >= max(least, most / 2) {
                return String(cut[..<space])
            }
            return cut
        }
        guard count < least else { return text }
        let filler = source.reply.isEmpty ? "This is a simulated text." : source.reply
        var filled = text
        var length = count
        let fillerLength = filler.unicodeScalars.count + 1
        while length < least {
            filled += (filled.isEmpty ? "" : " ") + filler
            length += fillerLength
        }
        return String(filled.unicodeScalars.prefix(most == .max ? length : max(least, min(most, length))))
    }
}
