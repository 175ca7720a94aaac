// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The cassettes of VCR for Ruby, and those of vcr for R, which follow them.
///
/// R writes the status as a bare number, and header fields with a single value as text.
enum VCRDialect {
    /// Whether a cassette, of which the entries do not matter, is one of R.
    static func isR(_ document: SourceValue) -> Bool {
        let recorder = document["recorded_with"]?.text ?? ""
        return recorder.hasPrefix("VCR-vcr") || recorder.hasPrefix("vcr/")
    }

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
            responseBody: try response["body"]?.body() ?? [],
            recordedAt: interaction["recorded_at"]?.text.flatMap(Timestamp.init)?.microseconds,
            own: try OwnDetails(interaction)
        )
    }

    private static func status(of response: SourceValue) throws(SourceProblem) -> Int {
        let status = try response.required("status", in: "the response")
        if let code = status.integer { return code }
        return try status.requiredInteger("code", in: "the status")
    }
}
