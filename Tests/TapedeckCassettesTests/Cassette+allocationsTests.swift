// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCassettes
import TapedeckCore
import TapedeckTestSupport
import Testing

@Suite(.enabled(if: AllocationBudget.applies))
struct CassetteAllocationsTests {
    @Test func `a look-up stays within its budget`() async throws {
        let folder = try TemporaryFolder()
        let path = folder("x.sqlite")
        let recorder = try Cassette.record(path, new: .test)
        for number in 0..<100 { try await recorder.add(.chat(number)) }
        try recorder.close()
        let cassette = try Cassette.open(path)
        let fingerprints = try (0..<100).map { try Interaction.chat($0).fingerprint() }
        var (index, missed) = (0, 0)
        try await AllocationBudget("look-up of a recording").check {
            index += 7
            if try cassette.first(fingerprints[index % 100], in: RecordingScope(), after: 0) == nil { missed += 1 }
        }
        #expect(missed == 0)
        try cassette.close()
    }
}
