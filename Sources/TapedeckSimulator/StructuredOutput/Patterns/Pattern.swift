// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A regular expression as JSON Schema means it: it may match anywhere in a text.
struct Pattern: Sendable {
    /// The expression as written.
    let text: String

    private let node: PatternNode
    private let program: PatternProgram

    /// - Throws: ``PatternError`` when the expression is malformed, too large, or beyond what is supported.
    init(_ text: String) throws(PatternError) {
        guard text.utf8.count <= 10_000 else { throw PatternError(reason: "is longer than 10,000 bytes") }
        var parser = PatternParser(text)
        self.text = text
        self.node = try parser.parse()
        self.program = try PatternProgram(node)
    }

    /// Whether it matches somewhere in a string.
    func matches(_ string: String) -> Bool { program.matches(string.unicodeScalars) }

    /// A string made to match, which has to be checked: assertions are not looked at in making it.
    /// - Parameters:
    ///   - number: Chooses alternatives and characters.
    ///   - extra: How often a repetition goes on beyond its least number of times.
    ///   - limit: The most scalars.
    /// - Returns: The string; `nil` when it would be longer than the limit, or a set has no scalar.
    func sample(_ number: Int, extra: Int, limit: Int) -> String? {
        var scalars: [Unicode.Scalar] = []
        var number = number
        guard Self.append(node, to: &scalars, &number, extra: extra, limit: limit) else { return nil }
        return String(String.UnicodeScalarView(scalars))
    }

    private static func append(
        _ node: PatternNode,
        to scalars: inout [Unicode.Scalar],
        _ number: inout Int,
        extra: Int,
        limit: Int
    ) -> Bool {
        switch node {
        case .scalar(let set):
            // Neighbours differ, so that a text does not read `aaaa`.
            guard scalars.count < limit, let scalar = set.sample(number + scalars.count) else { return false }
            scalars.append(scalar)
        case .sequence(let parts):
            for part in parts where !append(part, to: &scalars, &number, extra: extra, limit: limit) { return false }
        case .alternatives(let options):
            let choice = number % options.count
            number /= options.count
            return append(options[choice], to: &scalars, &number, extra: extra, limit: limit)
        case .repeated(let part, let least, let most):
            let times = min(most ?? .max, least + extra)
            for _ in 0..<times where !append(part, to: &scalars, &number, extra: extra, limit: limit) { return false }
        case .start, .end, .wordBoundary:
            break
        }
        return true
    }
}
