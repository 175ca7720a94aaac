// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct UpstreamErrorTests {
    @Test func `is a gateway's status`() {
        #expect(UpstreamError(code: .timedOut, message: "x").status == 504)
        #expect(UpstreamError(code: .connectionFailed, message: "x").status == 502)
        #expect("\(UpstreamError(code: .tlsFailed, message: "the reason"))" == "the reason")
        #expect("\(UpstreamError.Code.unresolvedHost)" == "upstream_unresolved_host")
    }
}
