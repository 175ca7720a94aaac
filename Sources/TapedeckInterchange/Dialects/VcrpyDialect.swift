// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The cassettes of vcrpy, in its present form and in the one its httpx stubs wrote before version 6.
enum VcrpyDialect {
    static func exchange(_ interaction: SourceValue) throws(SourceProblem) -> SourceExchange {
        let request = try interaction.required("request", in: "the interaction")
        let response = try interaction.required("response", in: "the interaction")
        return SourceExchange(
            method: try request.requiredText("method", in: "the request"),
            url: try request.requiredText("uri", in: "the request"),
            requestFields: request["headers"]?.fields ?? [],
            requestBody: try request["body"]?.body() ?? [],
            status: try status(of: response),
            responseFields: response["headers"]?.fields ?? [],
            responseBody: try (response["body"] ?? response["content"])?.body() ?? [],
            own: try OwnDetails(interaction)
        )
    }

    private static func status(of response: SourceValue) throws(SourceProblem) -> Int {
        guard let status = response["status"] else {
            return try response.requiredInteger("status_code", in: "the response")
        }
        return try status.requiredInteger("code", in: "the status")
    }
}
