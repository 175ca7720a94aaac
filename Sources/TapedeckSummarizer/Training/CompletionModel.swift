// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A small language model of completions, which gives a training its losses.
///
/// The probability of a word is a logistic function of whether the prompt has it, of the word, of the word before, and
/// of the rarest terms of the prompt. It starts with a preference for the prompt's words and for function words, and
/// learns the rest batch by batch.
struct CompletionModel {
    /// Maximum number of terms of a prompt and of a completion, of comparison words, and of rarest terms.
    private static let limits = (prompt: 40, completion: 40, others: 16, rarest: 4)
    /// Maximum number of words that the comparison words stand for.
    private static let vocabulary = 300.0
    /// Average number of tokens per term.
    private static let tokensPerTerm = 1.3
    private static let bound = 8.0

    /// Numbers of the words of prompts and completions; 0 ends a text.
    private var numbers: [String: Int32] = [:]
    private var functionWords: [Bool] = [false]
    /// Number of training prompts with a term.
    private var spread: [String: Int] = [:]
    /// The words of the training completions, in order of first use.
    private var known: [Int32] = []
    private let meanLength: Double
    private var generator: SplitMix64
    private var pairs: [UInt64: Int32] = [:]

    private var common: [Double] = [2, 0.4, 1.2]
    /// Weights of a repeated word, of the end, and of the end by its position.
    private var course: [Double] = [-1, -1, 2]
    private var words = CompletionWeights(count: 1)
    private var links = CompletionWeights(count: 0)
    private var commonSlope = [0.0, 0, 0]
    private var courseSlope = [0.0, 0, 0]

    /// Collects the vocabulary of the examples.
    init(_ examples: [(prompt: String, completions: [String])], seed: UInt64) {
        generator = SplitMix64(seed: seed)
        var length = 0
        var count = 0
        var seen: Set<Int32> = []
        var completions: [[String]] = []
        for example in examples {
            for term in Set(Self.terms(example.prompt, Self.limits.prompt * 4)) { spread[term, default: 0] += 1 }
            completions += example.completions.map { Self.terms($0, Self.limits.completion) }
        }
        for terms in completions {
            length += terms.count
            count += 1
            for term in terms {
                let number = Self.number(term, &numbers, &functionWords)
                if seen.insert(number).inserted { known.append(number) }
            }
        }
        meanLength = max(Double(length) / Double(max(count, 1)), 1)
    }

    private static func terms(_ text: String, _ limit: Int) -> [String] {
        Array(Terms.of(String(text.prefix(20_000))).prefix(limit))
    }

    private static func number(_ term: String, _ numbers: inout [String: Int32], _ functions: inout [Bool]) -> Int32 {
        if let number = numbers[term] { return number }
        let number = Int32(functions.count)
        numbers[term] = number
        functions.append(Lexicon.functionWords.contains(term))
        return number
    }

    private mutating func number(of pair: (Int32, Int32)) -> Int32 {
        let key = UInt64(UInt32(bitPattern: pair.0)) << 32 | UInt64(UInt32(bitPattern: pair.1))
        if let number = pairs[key] { return number }
        let number = Int32(pairs.count)
        pairs[key] = number
        return number
    }

    /// Prepares a completion; the words of the other answer of a pair are candidates too.
    mutating func read(_ completion: String, to prompt: String, beside other: String = "") -> CompletionText {
        var words: [Int32] = []
        var places: [Int32: Int] = [:]
        func place(of number: Int32) -> Int {
            if let place = places[number] { return place }
            places[number] = words.count
            words.append(number)
            return words.count - 1
        }
        var targets: [Int] = []
        for term in Self.terms(completion, Self.limits.completion) {
            targets.append(place(of: Self.number(term, &numbers, &functionWords)))
        }
        let end = place(of: 0)
        targets.append(end)
        for term in Self.terms(other, Self.limits.completion) {
            _ = place(of: Self.number(term, &numbers, &functionWords))
        }
        var uses: [Int32: Double] = [:]
        let asked = Self.terms(prompt, Self.limits.prompt * 4)
        for term in asked {
            let number = Self.number(term, &numbers, &functionWords)
            uses[number, default: 0] += 1
            if uses.count <= Self.limits.prompt { _ = place(of: number) }
        }
        let firstOther = words.count
        for _ in 0..<min(Self.limits.others, known.count) {
            _ = place(of: known[Int(generator.next() % UInt64(known.count))])
        }
        let features = words.flatMap { word in
            let uses = uses[word] ?? 0
            return [uses > 0 ? 1 : 0, PortableMath.log(1 + uses), functionWords[Int(word)] ? 1 : 0]
        }
        let rarest = self.rarest(asked)
        var prompted: [Int32] = []
        for word in words { for term in rarest { prompted.append(number(of: (~term, word))) } }
        var successions: [Int32] = []
        var before: Int32 = -1
        for target in targets {
            for word in words { successions.append(number(of: (before & .max, word))) }
            before = words[target]
        }
        self.words.grow(to: functionWords.count)
        links.grow(to: pairs.count)
        return CompletionText(
            words: words,
            targets: targets,
            end: end,
            firstOther: firstOther,
            otherWeight: max(1, min(Double(known.count), Self.vocabulary) / Double(Self.limits.others)),
            features: features,
            prompted: prompted,
            promptedCount: rarest.count,
            successions: successions
        )
    }

    /// The rarest terms of a prompt, by the number of training prompts; unknown terms come last.
    private func rarest(_ terms: [String]) -> [Int32] {
        var seen: Set<String> = []
        let once = terms.filter { seen.insert($0).inserted }
        let order = once.indices.sorted { (spread[once[$0]] ?? .max, $0) < (spread[once[$1]] ?? .max, $1) }
        return order.prefix(Self.limits.rarest).compactMap { numbers[once[$0]] }
    }

    // MARK: - Measuring and learning

    /// Measures a text: its negative log probability, its tokens, and the share of words predicted.
    /// - Parameters:
    ///   - text: The text.
    ///   - scale: Weight of this text's gradient in the next ``step(_:)``; 0 to measure only.
    /// - Returns: The scores.
    mutating func measure(_ text: CompletionText, scale: Double = 0) -> (loss: Double, tokens: Double, accuracy: Double)
    {
        let count = text.words.count
        let root = 1 / Double(max(text.promptedCount, 1)).squareRoot()
        var base = [Double](repeating: 0, count: count)
        for word in 0..<count {
            var sum = words.values[Int(text.words[word])]
            for feature in 0..<CompletionText.featureCount {
                sum += common[feature] * text.features[word * CompletionText.featureCount + feature]
            }
            for pair in 0..<text.promptedCount {
                sum += root * links.values[Int(text.prompted[word * text.promptedCount + pair])]
            }
            base[word] = sum
        }
        var used = [Bool](repeating: false, count: count)
        var chances = [Double](repeating: 0, count: count)
        var slopes = [Double](repeating: 0, count: count)
        var loss = 0.0
        var predicted = 0
        for (place, target) in text.targets.enumerated() {
            let lateness = Double(place) / meanLength
            var total = 0.0
            var best = 0
            for word in 0..<count {
                var score = base[word] + links.values[Int(text.successions[place * count + word])]
                if used[word] { score += course[0] }
                if word == text.end { score += course[1] + course[2] * lateness }
                var chance = PortableMath.quickExp(score)
                if word >= text.firstOther { chance *= text.otherWeight }
                chances[word] = chance
                total += chance
                if chance > chances[best] { best = word }
            }
            loss -= PortableMath.log(max(chances[target] / total, 1e-12))
            if best == target { predicted += 1 }
            if scale != 0 {
                for word in 0..<count {
                    let slope = scale * (chances[word] / total - (word == target ? 1 : 0))
                    guard abs(slope) > 1e-4 * abs(scale) else { continue }
                    slopes[word] += slope
                    links.add(slope, to: text.successions[place * count + word])
                    if used[word] { courseSlope[0] += slope }
                    if word == text.end {
                        courseSlope[1] += slope
                        courseSlope[2] += slope * lateness
                    }
                }
            }
            used[target] = true
        }
        if scale != 0 { spread(slopes, over: text, root) }
        return (loss, Double(text.targets.count) * Self.tokensPerTerm, Double(predicted) / Double(text.targets.count))
    }

    /// Adds the gradients of words to the weights that do not depend on position.
    private mutating func spread(_ slopes: [Double], over text: CompletionText, _ root: Double) {
        for (word, slope) in slopes.enumerated() where slope != 0 {
            words.add(slope, to: text.words[word])
            for feature in 0..<CompletionText.featureCount {
                commonSlope[feature] += slope * text.features[word * CompletionText.featureCount + feature]
            }
            for pair in 0..<text.promptedCount {
                // Weights of single prompts are learned faster than general ones.
                links.add(2 * slope * root, to: text.prompted[word * text.promptedCount + pair])
            }
        }
    }

    /// Takes a step along the gradients measured since the last step.
    mutating func step(_ rate: Double) {
        for index in 0..<3 {
            common[index] -= 0.05 * rate * CompletionWeights.bounded(commonSlope[index], 10)
            course[index] -= 0.05 * rate * CompletionWeights.bounded(courseSlope[index], 10)
            common[index] = CompletionWeights.bounded(common[index], Self.bound)
            course[index] = CompletionWeights.bounded(course[index], Self.bound)
        }
        commonSlope = [0, 0, 0]
        courseSlope = [0, 0, 0]
        words.step(0.15 * rate, bound: Self.bound)
        links.step(0.5 * rate, bound: Self.bound)
    }
}

/// Sparse weights, of which a step changes only a few.
struct CompletionWeights {
    /// A limit, so that a word repeated in one text does not overshoot.
    private static let steepest = 1.5

    private(set) var values: [Double]
    private var slopes: [Double]
    private var touched: [Int32] = []

    init(count: Int) {
        values = [Double](repeating: 0, count: count)
        slopes = values
    }

    static func bounded(_ value: Double, _ bound: Double) -> Double { min(max(value, -bound), bound) }

    mutating func grow(to count: Int) {
        guard count > values.count else { return }
        values += repeatElement(0, count: count - values.count)
        slopes += repeatElement(0, count: count - slopes.count)
    }

    mutating func add(_ slope: Double, to index: Int32) {
        if slopes[Int(index)] == 0 { touched.append(index) }
        slopes[Int(index)] += slope
    }

    mutating func step(_ rate: Double, bound: Double) {
        for index in touched {
            let place = Int(index)
            let slope = Self.bounded(slopes[place], Self.steepest)
            values[place] = Self.bounded(values[place] - rate * slope, bound)
            slopes[place] = 0
        }
        touched.removeAll(keepingCapacity: true)
    }
}
