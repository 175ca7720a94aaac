// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A regular expression as a machine without backtracking, so that matching takes time linear in the text.
struct PatternProgram: Sendable {
    /// The most instructions of a machine.
    static let sizeLimit = 50_000

    private enum Instruction: Sendable {
        case scalar(Int)
        case split(Int, Int)
        case start
        case end
        case wordBoundary(Bool)
        case match
    }

    private var instructions: [Instruction] = []
    private var sets: [ScalarSet] = []

    /// - Throws: ``PatternError`` when the machine would be too large, or the budget does not last.
    init(_ node: PatternNode, _ budget: WorkBudget) throws(PatternError) {
        try append(node, budget)
        instructions.append(.match)
    }

    private mutating func append(_ node: PatternNode, _ budget: WorkBudget) throws(PatternError) {
        // What repeats nothing adds no instruction, however often it does.
        guard instructions.count < Self.sizeLimit, budget.spend() else {
            throw PatternError(reason: "is too large: its repetitions come to more than \(Self.sizeLimit) steps")
        }
        switch node {
        case .scalar(let set):
            instructions.append(.scalar(sets.count))
            sets.append(set)
        case .sequence(let parts):
            for part in parts { try append(part, budget) }
        case .alternatives(let options):
            var ends: [Int] = []
            for option in options.dropLast() {
                let split = instructions.count
                instructions.append(.match)
                try append(option, budget)
                ends.append(instructions.count)
                instructions.append(.match)
                instructions[split] = .split(split + 1, instructions.count)
            }
            if let last = options.last { try append(last, budget) }
            for end in ends { instructions[end] = .split(instructions.count, instructions.count) }
        case .repeated(let part, let least, let most):
            for _ in 0..<least { try append(part, budget) }
            if let most {
                var splits: [Int] = []
                for _ in 0..<(most - least) {
                    splits.append(instructions.count)
                    instructions.append(.match)
                    try append(part, budget)
                }
                for split in splits { instructions[split] = .split(split + 1, instructions.count) }
            } else {
                let split = instructions.count
                instructions.append(.match)
                try append(part, budget)
                instructions.append(.split(split, split))
                instructions[split] = .split(split + 1, instructions.count)
            }
        case .start: instructions.append(.start)
        case .end: instructions.append(.end)
        case .wordBoundary(let isOne): instructions.append(.wordBoundary(isOne))
        }
    }

    /// Whether the expression matches somewhere in a text; false when the budget does not last.
    func matches(_ text: some Collection<Unicode.Scalar>, _ budget: WorkBudget) -> Bool {
        guard budget.spend(1 + instructions.count / 8) else { return false }
        let text = Array(text)
        var threads = Threads(count: instructions.count)
        var next = Threads(count: instructions.count)
        for position in 0...text.count {
            if add(0, to: &threads, text, position) { return true }
            guard position < text.count, budget.spend(1 + threads.list.count) else { return false }
            for thread in threads.list {
                guard case .scalar(let set) = instructions[thread], sets[set].contains(text[position]) else { continue }
                if add(thread + 1, to: &next, text, position + 1) { return true }
            }
            swap(&threads, &next)
            next.clear()
        }
        return false
    }

    private struct Threads {
        var list: [Int] = []
        private var marks: [Int]
        private var round = 1

        init(count: Int) {
            marks = Array(repeating: 0, count: count)
        }

        mutating func insert(_ thread: Int) -> Bool {
            guard marks[thread] != round else { return false }
            marks[thread] = round
            return true
        }

        mutating func clear() {
            list.removeAll(keepingCapacity: true)
            round += 1
        }
    }

    /// Follows the instructions that take no scalar; whether one of them is the end of the expression.
    private func add(_ start: Int, to threads: inout Threads, _ text: [Unicode.Scalar], _ position: Int) -> Bool {
        var pending = [start]
        while let thread = pending.popLast() {
            guard threads.insert(thread) else { continue }
            switch instructions[thread] {
            case .scalar: threads.list.append(thread)
            case .split(let first, let second): pending += [second, first]
            case .start: if position == 0 { pending.append(thread + 1) }
            case .end: if position == text.count { pending.append(thread + 1) }
            case .wordBoundary(let isOne):
                let before = position > 0 && ScalarSet.word.contains(text[position - 1])
                let after = position < text.count && ScalarSet.word.contains(text[position])
                if (before != after) == isOne { pending.append(thread + 1) }
            case .match: return true
            }
        }
        return false
    }
}
