// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import Testing

@Suite(.enabled(if: AllocationBudget.applies))
struct RequestKeyAllocationsTests {
    @Test func `a fingerprint stays within its budget`() async throws {
        let request = Interaction.chat(1).request
        let redactor = Redactor()
        try await AllocationBudget("fingerprint of a chat request of 1 KiB").check {
            try request.key(rules: .strict, redactor: redactor) { _, _ in [] }.fingerprint
        }
    }
}
