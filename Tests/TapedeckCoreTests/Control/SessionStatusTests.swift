// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@Suite struct SessionStatusTests {
    private let status = SessionStatus(
        name: "a",
        cassette: "chat.sqlite",
        mode: .once,
        urlPath: "/session/a/v1",
        upstream: "https://api.example.com/v1",
        totals: ["played": 3, "recorded": 1]
    )

    @Test func `reads back what the control API writes`() {
        #expect(SessionStatus(json: status.json) == status)
        #expect(SessionStatus.all(in: ["sessions": [status.json]]) == [status])
        #expect(status.played == 3 && status.recorded == 1)
    }

    @Test func `keeps the order of members`() {
        #expect(
            status.json.text() == """
                {"name":"a","cassette":"chat.sqlite","mode":"once","totals":{"played":3,"recorded":1},\
                "url_path":"/session/a/v1","upstream":"https://api.example.com/v1"}
                """
        )
    }

    @Test func `is nothing without a mode or a path`() {
        #expect(SessionStatus(json: ["url_path": "/v1"]) == nil)
        #expect(SessionStatus(json: ["mode": "once"]) == nil)
        #expect(SessionStatus.all(in: ["error": "no"]) == nil)
    }
}
