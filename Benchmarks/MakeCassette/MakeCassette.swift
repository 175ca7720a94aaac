// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCassettes
import TapedeckCore

/// Makes a cassette of chat completions: `MakeCassette FILE COUNT`.
///
/// Each request asks another question; the answers are as long as a short one of the service.
@main
struct MakeCassette {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let count = Int(arguments[2]) else {
            print("usage: MakeCassette FILE COUNT")
            return
        }
        let cassette = try Cassette.record(
            arguments[1],
            new: CassetteMetadata(tool: "benchmark", created: WallClock.now)
        )
        let redactor = Redactor()
        // Enough at a time for one commit to carry many.
        let batch = 512
        for start in stride(from: 0, to: count, by: batch) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in start..<min(start + batch, count) {
                    group.addTask {
                        let interaction = interaction(number)
                        let key = try interaction.request.key(rules: .strict, redactor: redactor, read: cassette.read)
                        _ = try await cassette.append(
                            interaction,
                            fingerprint: key.fingerprint,
                            replacingUpTo: nil
                        )
                    }
                }
                try await group.waitForAll()
            }
        }
        try cassette.close()
    }

    private static func interaction(_ number: Int) -> Interaction {
        let question = String(repeating: "Summarize the following conversation. ", count: 15)
        let request =
            #"{"model":"gpt-4o-mini","temperature":0.2,"max_tokens":128,"#
            + #""messages":[{"role":"user","content":"\#(number): \#(question)"}]}"#
        let answer = """
            {
              "id": "chatcmpl-\(number)",
              "object": "chat.completion",
              "created": 1741569952,
              "model": "gpt-4o-mini-2024-07-18",
              "choices": [
                {
                  "index": 0,
                  "message": {
                    "role": "assistant",
                    "content": "\(String(repeating: "They agreed to meet at noon. ", count: 12))",
                    "refusal": null
                  },
                  "logprobs": null,
                  "finish_reason": "stop"
                }
              ],
              "usage": {
                "prompt_tokens": 124,
                "completion_tokens": 72,
                "total_tokens": 196
              }
            }

            """
        return Interaction(
            recordedAt: 0,
            request: RecordedRequest(
                method: .post,
                path: "/v1/chat/completions",
                headerFields: [.contentType: "application/json"],
                body: .bytes(Array(request.utf8))
            ),
            response: RecordedResponse(
                status: 200,
                headerFields: [.contentType: "application/json", .server: "cloudflare"],
                body: .bytes(Array(answer.utf8)),
                timeToFirstByte: 400_000,
                duration: 410_000
            )
        )
    }
}
