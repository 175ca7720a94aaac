// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A regular expression as JSON Schema means it: it may match anywhere in a text.
struct Pattern: Sendable {
    /// The expression as written.
    let text: String

    private let node: PatternNode
    private let program: PatternProgram

    /// - Throws: ``PatternError`` when the expression is malformed, too large, or beyond what is supported.
    init(_ text: String, _ budget: WorkBudget) throws(PatternError) {
        guard text.utf8.count <= 10_000 else { throw PatternError(reason: "is longer than 10,000 bytes") }
        var parser = PatternParser(text)
        self.text = text
        self.node = try parser.parse()
        self.program = try PatternProgram(node, budget)
    }

    /// Whether it matches somewhere in a string; false when the budget does not last.
    func matches(_ string: String, _ budget: WorkBudget) -> Bool {
        program.matches(string.unicodeScalars, budget)
    }

    /// A string made to match, which has to be checked: assertions are not looked at in making it.
    /// - Parameters:
    ///   - number: Chooses alternatives and characters.
    ///   - extra: How often a repetition goes on beyond its least number of times.
    ///   - limit: The most scalars.
    ///   - budget: What making it may cost.
    /// - Returns: The string; `nil` when it would be longer than the limit, a set has no scalar, or the budget does not
    ///   last.
    func sample(_ number: Int, extra: Int, limit: Int, _ budget: WorkBudget) -> String? {
        var sampler = Sampler(number: number, extra: extra, limit: limit, budget: budget)
        guard sampler.append(node) else { return nil }
        return String(String.UnicodeScalarView(sampler.scalars))
    }
}

/// Walks through an expression and writes down what it matches.
private struct Sampler {
    var scalars: [Unicode.Scalar] = []
    var number: Int
    let extra: Int
    let limit: Int
    let budget: WorkBudget

    init(number: Int, extra: Int, limit: Int, budget: WorkBudget) {
        self.number = number
        self.extra = extra
        self.limit = limit
        self.budget = budget
    }

    mutating func append(_ node: PatternNode) -> Bool {
        guard budget.spend() else { return false }
        switch node {
        case .scalar(let set):
            budget.spend(20)
            // Neighbours differ, so that a text does not read `aaaa`.
            guard scalars.count < limit, let scalar = set.sample(number + scalars.count) else { return false }
            scalars.append(scalar)
        case .sequence(let parts):
            for part in parts where !append(part) { return false }
        case .alternatives(let options):
            let choice = number % options.count
            number /= options.count
            return append(options[choice])
        case .repeated(let part, let least, let most):
            let times = min(most ?? .max, least + extra)
            for _ in 0..<times where !append(part) { return false }
        case .start, .end, .wordBoundary:
            break
        }
        return true
    }
}
