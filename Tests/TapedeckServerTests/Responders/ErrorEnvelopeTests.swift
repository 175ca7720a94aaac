// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import Testing

@testable import TapedeckServer

struct ErrorEnvelopeTests {
    @Test func `has the shape of the service's errors, and says whose it is`() async throws {
        let response = ErrorEnvelope.invalidRequest(.badRequest, code: "wrong", "It is \"wrong\".").response
        #expect(response.head.status == .badRequest)
        #expect(
            response.head.headerFields == [
                .contentType: "application/json", .tapedeckError: "wrong", .shouldRetry: "false",
            ]
        )
        #expect(
            try await response.text() == #"""
                {
                  "error": {
                    "message": "It is \"wrong\".",
                    "type": "invalid_request_error",
                    "param": null,
                    "code": "wrong"
                  }
                }

                """#
        )
    }

    @Test func `each kind has a status, a type and a code`() async throws {
        let envelopes: [(ErrorEnvelope, String)] = [
            (.miss(.test("/v1")), "404 tapedeck_miss no_matching_interaction"),
            (.upstream(UpstreamError(code: .timedOut, message: "")), "504 tapedeck_upstream_error upstream_timeout"),
            (.cassette(CassetteError(code: .damaged, message: "")), "500 tapedeck_cassette_error damaged"),
            (.limit(""), "429 tapedeck_limit recording_limit_reached"),
            (.internalError(CancellationError()), "500 tapedeck_error internal_error"),
        ]
        for (envelope, expected) in envelopes {
            #expect("\(envelope.status.code) \(envelope.type) \(envelope.code)" == expected)
        }
    }
}
