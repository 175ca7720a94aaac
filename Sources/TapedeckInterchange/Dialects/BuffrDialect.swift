// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The cassettes of the proxy buffr: exchanges with the pieces of streamed bodies, and WebSocket sessions.
enum BuffrDialect {
    /// Whether an interaction is one of this format and not of vcrpy, whose list has the same name.
    static func reads(_ interaction: SourceValue) -> Bool {
        interaction["type"]?.text != nil && (interaction["http"] != nil || interaction["websocket"] != nil)
    }

    static func item(_ interaction: SourceValue) throws(SourceProblem) -> SourceItem {
        guard let http = interaction["http"] else { return .omitted("it is a WebSocket session") }
        let request = try http.required("request", in: "the interaction")
        let response = try http.required("response", in: "the interaction")
        let query = request["query"]?.text.map { "?" + $0 } ?? ""
        let target = try request.requiredText("path", in: "the request") + query
        var exchange = SourceExchange(
            method: try request.requiredText("method", in: "the request"),
            // A reverse proxy has one upstream, which the cassette does not name.
            url: "https://\(request["host"]?.text ?? "localhost")\(target)",
            requestFields: request["headers"]?.fields ?? [],
            requestBody: try bytes(of: request, text: "body", base64: "body_b64"),
            status: try response.requiredInteger("status", in: "the response"),
            responseFields: response["headers"]?.fields ?? []
        )
        if let pieces = response["body_chunks"]?.elements, !pieces.isEmpty {
            try take(pieces, into: &exchange)
        } else {
            exchange.responseBody = try bytes(of: response, text: "body", base64: "body_b64")
        }
        if http["match"]?["captures"]?.elements?.isEmpty == false {
            exchange.losses.append("values that buffr swaps in the answer for those of the request stay as recorded")
        }
        return .exchange(exchange)
    }

    /// Joins the pieces of a body, whose delays are those since the piece before.
    private static func take(_ pieces: [SourceValue], into exchange: inout SourceExchange) throws(SourceProblem) {
        var time: Int64 = 0
        for piece in pieces {
            let bytes = try bytes(of: piece, text: "data", base64: "data_b64")
            let delay = SourceExchange.microseconds(piece["delay_ms"]?.integer ?? 0)
            let (sum, isOverflow) = time.addingReportingOverflow(delay)
            if !isOverflow { time = sum }
            guard !bytes.isEmpty else { continue }
            exchange.chunks.append(Chunk(offset: exchange.responseBody.count, length: bytes.count, time: time))
            exchange.responseBody += bytes
        }
        exchange.duration = time
    }

    private static func bytes(
        of value: SourceValue,
        text: String,
        base64: String
    ) throws(SourceProblem) -> [UInt8] {
        guard let encoded = value[base64]?.text else { return Array((value[text]?.text ?? "").utf8) }
        guard let bytes = Base64.decode(encoded.utf8) else { throw .malformed("a '\(base64)' is not base64") }
        return bytes
    }
}
