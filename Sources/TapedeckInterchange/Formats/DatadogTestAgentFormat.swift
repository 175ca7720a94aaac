// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The JSON cassettes of the Datadog test agent: one request with its response in each file.
enum DatadogTestAgentFormat {
    /// Whether a document is of this format, which always keeps the whole URL and a status with its message.
    static func reads(_ document: SourceValue) -> Bool {
        document["request"]?["url"]?.text?.contains("://") == true && document["response"]?["status"]?["code"] != nil
    }

    /// The prefix of a body that is not text.
    private static let binaryMark = "base64:"

    static func exchange(_ document: SourceValue) throws(SourceProblem) -> SourceExchange {
        let request = try document.required("request", in: "the document")
        let response = try document.required("response", in: "the document")
        let status = try response.required("status", in: "the response")
        var exchange = SourceExchange(
            method: try request.requiredText("method", in: "the request"),
            url: try request.requiredText("url", in: "the request"),
            requestFields: request["headers"]?.fields ?? [],
            status: try status.requiredInteger("code", in: "the status"),
            responseFields: response["headers"]?.fields ?? []
        )
        exchange.take(request: try body(of: request), response: try body(of: response))
        return exchange
    }

    private static func body(of message: SourceValue) throws(SourceProblem) -> SourceBody {
        guard let text = message["body"]?.text, text.hasPrefix(binaryMark) else { return try message.messageBody() }
        guard let bytes = Base64.decode(text.utf8.dropFirst(binaryMark.utf8.count)) else {
            throw .malformed("the body after '\(binaryMark)' is not base64")
        }
        return SourceBody(bytes: bytes)
    }
}
