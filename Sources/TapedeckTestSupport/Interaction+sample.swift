// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
package import TapedeckCore

extension Interaction {
    /// A recorded exchange in which only what a test is about need be said.
    package static func sample(
        session: String = "",
        method: HTTPRequest.Method = .post,
        path: String = "/v1/chat/completions",
        query: String? = nil,
        request: String = "{}",
        response: String = "{}",
        status: Int = 200
    ) -> Interaction {
        Interaction(
            session: session,
            recordedAt: 1_700_000_000_000_000,
            request: RecordedRequest(
                method: method,
                path: path,
                query: query,
                headerFields: [.contentType: "application/json"],
                body: .bytes(Array(request.utf8))
            ),
            response: RecordedResponse(
                status: status,
                headerFields: [.contentType: "application/json"],
                body: .bytes(Array(response.utf8)),
                timeToFirstByte: 1000,
                duration: 2000
            )
        )
    }

    /// An exchange with a chat request of about a kibibyte, as clients send it.
    package static func chat(_ number: Int, members: String = "") -> Interaction {
        let text = String(repeating: "Summarize the following conversation. ", count: 24)
        return .sample(
            request: #"{"model":"gpt-4o-mini","temperature":0.2,"max_tokens":128,\#(members)"#
                + #""messages":[{"role":"user","content":"\#(number): \#(text)"}]}"#,
            response: #"{"choices":[{"message":{"role":"assistant","content":"They agreed."}}]}"#
        )
    }

    /// The fingerprint of the request; the body must be at hand.
    package func fingerprint(rules: MatchingRules = .strict, redactor: Redactor = Redactor()) throws -> Fingerprint {
        try request.key(rules: rules, redactor: redactor) { _, _ in [] }.fingerprint
    }
}
