// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension SchemaGenerator {
    /// The longest string that is made to reach a least length.
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
        guard least <= most, least <= Self.lengthLimit else { return nil }
        let formats = nodes.compactMap(\.format)
        let patterns = nodes.flatMap(\.patterns)
        let kind = TextKind(name: place.name, summary: nodes.lazy.compactMap(\.summary).first)
        var candidates = source.strings(kind)
        candidates += nodes.flatMap(\.examples).prefix(8).compactMap(\.string)
        if let format = formats.first {
            let found = [source.facts.mailAddresses, source.facts.addresses, source.facts.dates].joined()
            candidates = candidates.filter(format.accepts) + found.filter(format.accepts)
            candidates += (0..<40).map { format.sample(place.number + $0) }
        } else if patterns.isEmpty {
            candidates = candidates.map { fitted($0, least, most) }
            candidates += (0..<40).map {
                fitted(place.number + $0 == 0 ? "text" : "text \(place.number + $0)", least, most)
            }
        }
        for pattern in patterns { candidates += Self.samples(of: pattern, least, most, offset: place.number) }
        if place.retry > 0, !candidates.isEmpty {
            let shift = place.retry % candidates.count
            candidates = Array(candidates[shift...] + candidates[..<shift])
        }
        return accepted(
            candidates.lazy.filter { text in
                formats.allSatisfy { $0.accepts(text) }
                    && nodes.allSatisfy { SchemaValidator.accepts(text, $0) }
            }.map(JSONValue.string),
            nodes
        )
    }

    private static func samples(of pattern: Pattern, _ least: Int, _ most: Int, offset: Int) -> [String] {
        var samples: [String] = []
        var extra = 0
        while extra <= max(2, least), samples.count < 400 {
            for number in 0..<8 {
                guard let sample = pattern.sample(offset + number, extra: extra, limit: min(most, lengthLimit)) else {
                    continue
                }
                samples.append(sample)
                // An expression that leaves its ends open may stand in a longer text.
                let missing = least - sample.unicodeScalars.count
                if missing > 0 {
                    samples.append(sample + String(repeating: "a", count: missing))
                    samples.append(String(repeating: "a", count: missing) + sample)
                }
            }
            extra = extra < 16 ? extra + 1 : extra * 5 / 4
        }
        return samples
    }

    /// A text cut or filled up to lengths that are counted in scalars.
    private func fitted(_ text: String, _ least: Int, _ most: Int) -> String {
        let scalars = text.unicodeScalars
        let count = scalars.count
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
