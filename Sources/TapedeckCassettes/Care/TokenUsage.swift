// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The tokens an answer was billed, as its `usage` tells them.
struct TokenUsage {
    private(set) var total = 0
    private(set) var prompt = 0
    private(set) var completion = 0

    /// No tokens.
    init() {}

    /// Reads a document, or the last event of a stream that tells.
    init(_ bytes: [UInt8], contentType: String?) {
        switch FieldParameters(contentType ?? "").value {
        case "application/json":
            guard bytes.first == UInt8(ascii: "{") else { return }
            read(bytes)
        case "text/event-stream":
            var parser = EventStreamParser()
            for output in parser.push(bytes) + parser.finish() where output.event.data.contains("\"usage\"") {
                read(Array(output.event.data.utf8))
            }
        default: return
        }
    }

    private mutating func read(_ bytes: [UInt8]) {
        guard let document = try? JSONValue(parsing: bytes),
            let usage = document["usage"] ?? document["response"]?["usage"], usage != .null
        else { return }
        prompt = usage["prompt_tokens"]?.integer ?? usage["input_tokens"]?.integer ?? 0
        completion = usage["completion_tokens"]?.integer ?? usage["output_tokens"]?.integer ?? 0
        total = usage["total_tokens"]?.integer ?? prompt.addingReportingOverflow(completion).partialValue
    }
}
