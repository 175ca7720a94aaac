// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The JSON of a chat completion that is not streamed, with its members in the service's order.
///
/// ``CompletionChoice`` and ``CompletionUsage`` order the members of their objects, ``CompletionStream`` those of the
/// events of a stream.
struct CompletionDocument {
    let model: String
    let choices: [CompletionChoice]
    let usage: CompletionUsage
    let serviceTier: String
    let fingerprint: String
    let usesFunctions: Bool
    let hasLogprobs: Bool

    /// The document, with places for its identifiers and its time.
    var template: CompletionTemplate {
        let members: [(name: String, value: CompletionValue)] = [
            ("id", .string(.completionID)),
            ("object", .value("chat.completion")),
            ("created", .number(.created)),
            ("model", .value(.string(model))),
            ("choices", .array(choiceTemplates)),
            ("usage", .value(usage.document)),
            ("service_tier", .value(.string(serviceTier))),
            ("system_fingerprint", .value(.string(fingerprint))),
        ]
        return CompletionTemplate(.object(members), indent: 2, endsLine: true)
    }

    private var choiceTemplates: [CompletionValue] {
        var firstCall = 0
        return choices.enumerated().map { index, choice in
            defer { firstCall += choice.calls.count }
            return choice.template(
                index: index,
                firstCall: firstCall,
                usesFunctions: usesFunctions,
                hasLogprobs: hasLogprobs
            )
        }
    }
}
