// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The JSON cassettes of the Datadog test agent: one request with its response in each file.
enum DatadogTestAgentDialect {
    /// Whether a document is of this format, which always keeps the whole URL and a status with its message.
    static func reads(_ document: SourceValue) -> Bool {
        document["request"]?["url"]?.text?.contains("://") == true && document["response"]?["status"]?["code"] != nil
    }

    static func exchange(_ document: SourceValue) throws(SourceProblem) -> SourceExchange {
        let request = try document.required("request", in: "the document")
        let response = try document.required("response", in: "the document")
        let status = try response.required("status", in: "the response")
        return SourceExchange(
            method: try request.requiredText("method", in: "the request"),
            url: try request.requiredText("url", in: "the request"),
            requestFields: request["headers"]?.fields ?? [],
            requestBody: try request["body"]?.body() ?? [],
            status: try status.requiredInteger("code", in: "the status"),
            responseFields: response["headers"]?.fields ?? [],
            responseBody: try response["body"]?.body() ?? []
        )
    }
}
