// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct SocketEndpointTests {
    @Test(arguments: [
        "/v1/responses", "/v1/realtime?model=x", "/session/a/v1/realtime", "/openai/v1/responses",
        "/openai/realtime?api-version=1&deployment=x", "/v1/realtime/translations",
    ])
    func `the service's paths have WebSockets`(path: String) {
        #expect(SocketEndpoint.has(path))
    }

    @Test(arguments: ["/v1/models", "/v1/responses/resp_1", "/v1/realtime/calls", "/v1", "", "/x?y=/v1/realtime"])
    func `other paths have none`(path: String) {
        #expect(!SocketEndpoint.has(path))
    }
}
