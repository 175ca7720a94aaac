// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCassettes
import TapedeckCore

extension MCPTool {
    /// The most changes that are listed, and the most places of one.
    private static let limits = (changes: 50, places: 10)
    /// The most characters of a value.
    private static let width = 400

    static func diff(_ library: MCPLibrary) -> MCPTool {
        MCPTool(
            name: "diff",
            about: "Compares two cassettes: which interactions were added, removed or changed, and at which places.",
            arguments: [
                Argument(type: "string", name: "before", about: "The cassette before.", isRequired: true),
                Argument(type: "string", name: "after", about: "The cassette after.", isRequired: true),
            ]
        ) { arguments in
            var changes: [JSONValue] = []
            var count = 0
            let outcome = try CassetteComparison().run(
                library.path(arguments.text("before")),
                library.path(arguments.text("after"))
            ) { change in
                count += 1
                if count <= limits.changes { changes.append(document(change)) }
            }
            return [
                "same": .integer(outcome.same), "changed": .integer(outcome.changed), "added": .integer(outcome.added),
                "removed": .integer(outcome.removed), "rules_differ": .bool(outcome.rulesDiffer),
                "changes": .array(changes), "more": .bool(count > limits.changes),
            ]
        }
    }

    private static func document(_ change: InteractionChange) -> JSONValue {
        func shown(_ value: JSONValue?) -> JSONValue { .optional(value.map { JSONText.excerpt($0, limit: width) }) }
        return [
            "before": change.left.map { .integer($0) } ?? .null, "after": change.right.map { .integer($0) } ?? .null,
            "session": .string(change.session.isEmpty ? "default" : change.session),
            "request": .string(change.requestLine), "status": .integer(change.status), "places": .integer(change.count),
            "differences": .array(
                change.differences.prefix(limits.places).map { difference in
                    [
                        "place": .string(difference.place), "before": shown(difference.left),
                        "after": shown(difference.right),
                    ]
                }
            ),
        ]
    }
}
