// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

/// The arguments of one case of a parameterised test.
struct CaseArguments: Sendable, Hashable {
    /// The description of each argument; empty for a test without parameters.
    var texts: [String] = []
    /// Tells cases with the same arguments apart, from 0.
    var repetition = 0

    /// No arguments.
    static let none = CaseArguments()

    /// Describes arguments.
    init(_ texts: [String] = [], repetition: Int = 0) {
        self.texts = texts
        self.repetition = repetition
    }

    /// Reads the arguments of a case.
    ///
    /// Swift Testing keeps them to itself but shows them to mirrors. Should that change, the description of the whole
    /// case tells cases apart.
    init(_ testCase: Test.Case?) {
        guard let testCase, testCase.isParameterized else { return }
        if let found = Self.found(in: testCase, depth: 3) {
            self = found
        } else {
            texts = ["\(testCase)"]
        }
    }

    private static func found<Value>(in value: Value, depth: Int) -> CaseArguments? {
        let children = Mirror(reflecting: value).children
        if let list = children.first(where: { $0.label == "arguments" }) {
            let arguments = Mirror(reflecting: list.value).children
            let texts = arguments.compactMap { argument in
                Mirror(reflecting: argument.value).children.first { $0.label == "value" }
                    .map { String(describingForTest: $0.value) }
            }
            guard !texts.isEmpty, texts.count == arguments.count else { return nil }
            let repetition = children.first { $0.label == "discriminator" }?.value as? Int
            return CaseArguments(texts, repetition: repetition ?? 0)
        }
        guard depth > 0 else { return nil }
        return children.lazy.compactMap { found(in: $0.value, depth: depth - 1) }.first
    }
}
