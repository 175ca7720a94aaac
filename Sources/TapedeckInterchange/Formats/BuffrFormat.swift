// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The cassettes of the proxy buffr: exchanges with the pieces of streamed bodies, and WebSocket sessions.
enum BuffrFormat {
    /// Whether an interaction is one of this format and not of vcrpy, whose list has the same name.
    static func reads(_ interaction: SourceValue) -> Bool {
        interaction["type"]?.text != nil && (interaction["http"] != nil || interaction["websocket"] != nil)
    }

    static func item(_ interaction: SourceValue) throws(SourceProblem) -> SourceItem {
        guard let http = interaction["http"] else { return .skipped("it is a WebSocket session") }
        let request = try http.required("request", in: "the interaction")
        guard let response = http["response"] else { return .unanswered }
        let query = request["query"]?.text.map { "?" + $0 } ?? ""
        let target = try request.requiredText("path", in: "the request") + query
        var exchange = SourceExchange(
            method: try request.requiredText("method", in: "the request"),
            // A reverse proxy has one upstream, which the cassette does not name.
            url: "https://\(request["host"]?.text ?? "localhost")\(target)",
            requestFields: request["headers"]?.fields ?? [],
            status: try response.requiredInteger("status", in: "the response"),
            responseFields: response["headers"]?.fields ?? []
        )
        let requestBody = try body(of: request, named: "body")
        if let pieces = response["body_chunks"]?.elements, !pieces.isEmpty {
            try take(pieces, into: &exchange)
        } else {
            let responseBody = try body(of: response, named: "body")
            exchange.responseBody = responseBody.bytes
            exchange.hasParsedBody = responseBody.isParsed
        }
        exchange.requestBody = requestBody.bytes
        exchange.hasParsedBody = exchange.hasParsedBody || requestBody.isParsed
        if http["match"]?["captures"]?.elements?.isEmpty == false {
            exchange.losses.append("values that buffr swaps in the answer for those of the request stay as recorded")
        }
        return .exchange(exchange)
    }

    /// Joins the pieces of a body, whose delays are those since the piece before.
    private static func take(_ pieces: [SourceValue], into exchange: inout SourceExchange) throws(SourceProblem) {
        var time: Int64 = 0
        for piece in pieces {
            let bytes = try body(of: piece, named: "data").bytes
            let delay = SourceExchange.microseconds(piece["delay_ms"]?.number ?? 0)
            time = SourceExchange.bounded(time + delay)
            guard !bytes.isEmpty else { continue }
            exchange.chunks.append(Chunk(offset: exchange.responseBody.count, length: bytes.count, time: time))
            exchange.responseBody += bytes
        }
        exchange.duration = time
    }

    private static func body(of value: SourceValue, named name: String) throws(SourceProblem) -> SourceBody {
        guard let encoded = value["\(name)_b64"]?.text else { return try value[name]?.body() ?? SourceBody() }
        guard let bytes = Base64.decode(encoded.utf8) else { throw .malformed("a '\(name)_b64' is not base64") }
        return SourceBody(bytes: bytes)
    }
}
