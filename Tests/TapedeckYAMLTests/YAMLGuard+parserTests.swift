// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing
import Yams

@testable import TapedeckYAML

struct YAMLGuardPropertyTests {
    private static let fragments = [
        "a", "b c", "k: ", "k:\n", "- ", "-\n", "? ", ": ", "[", "]", "{", "}", ", ", ",", "&x ", "&y ", "*x", "*y ",
        "'q: [,'", "'it''s\n  [ '", "\"d \\\" - \"", "\"e\\\n {,\"", "|\n", "|-\n", ">2\n", "|+1\n", "!t ", "!!binary ",
        "# c ' [\n", " # d\n", "\n", "\n\n", "\n ", "\n  ", "\n    ", "\n---\n", "\t", "é", "\u{2028}", "'", "\"", "%",
    ]

    /// The values the parser finds, aliases followed.
    private func count(_ node: Node) -> Int {
        switch node {
        case .scalar, .alias: 1
        case .sequence(let sequence): sequence.reduce(1) { $0 + count($1) }
        case .mapping(let mapping): mapping.reduce(1) { $0 + count($1.key) + count($1.value) }
        }
    }

    private func isAccepted(_ text: String, elements: Int) -> Bool {
        (try? YAMLGuard.check(Array(text.utf8)[...], limits: YAMLLimits(elements: elements))) != nil
    }

    @Test func `never counts less than half of what the parser finds`() {
        var random = SplitMix64(seed: 42)
        var parsed = 0
        for _ in 0..<20_000 {
            let length = Int.random(in: 1...14, using: &random)
            let text = (0..<length).compactMap { _ in Self.fragments.randomElement(using: &random) }.joined()
            guard let root = try? Yams.compose(yaml: text, .basic) else { continue }
            parsed += 1
            let bound = (count(root) - 1) / 2 - 1
            #expect(bound < 0 || !isAccepted(text, elements: bound), "\(text.debugDescription)")
        }
        #expect(parsed > 1_000)
    }
}
