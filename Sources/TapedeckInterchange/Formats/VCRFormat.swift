// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The cassettes of VCR for Ruby, and those of vcr for R, which follow them.
///
/// R writes the status as a bare number, and header fields with a single value as text.
enum VCRFormat {
    /// Whether a cassette, of which the entries do not matter, is one of R.
    static func isR(_ document: SourceValue) -> Bool {
        let recorder = document["recorded_with"]?.text ?? ""
        return recorder.hasPrefix("VCR-vcr") || recorder.hasPrefix("vcr/")
    }

    static func item(_ interaction: SourceValue) throws(SourceProblem) -> SourceItem {
        let request = try interaction.required("request", in: "the interaction")
        guard let response = interaction["response"] else { return .unanswered }
        var exchange = SourceExchange(
            method: try request.requiredText("method", in: "the request"),
            url: try request.requiredText("uri", in: "the request"),
            requestFields: request["headers"]?.fields ?? [],
            status: try response.required("status", in: "the response").statusCode(),
            responseFields: response["headers"]?.fields ?? [],
            recordedAt: interaction["recorded_at"]?.text.flatMap(Timestamp.init)?.microseconds,
            own: try OwnDetails(interaction)
        )
        // VCR before 2.0 wrote methods as Ruby symbols.
        if exchange.method.hasPrefix(":") { exchange.method.removeFirst() }
        exchange.take(request: try request.messageBody(), response: try response.messageBody())
        return .exchange(exchange)
    }
}
