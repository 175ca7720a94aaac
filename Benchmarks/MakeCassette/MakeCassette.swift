// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCassettes
import TapedeckCore

/// Makes a cassette of chat completions: `MakeCassette FILE COUNT [streamed]`.
@main
struct MakeCassette {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 3, let count = Int(arguments[2]) else {
            print("usage: MakeCassette FILE COUNT [streamed]")
            return
        }
        let isStreamed = arguments.last == "streamed"
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
                        let interaction = isStreamed ? Interaction.stream(number) : .chat(number)
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
}
