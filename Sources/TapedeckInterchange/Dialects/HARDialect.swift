// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// HTTP archives, version 1.2, of browsers and of Polly.JS.
///
/// Polly writes a compressed body as a JSON array of base64 pieces inside of `content.text`.
enum HARDialect {
    static func exchange(_ entry: SourceValue) throws(SourceProblem) -> SourceExchange {
        let request = try entry.required("request", in: "the entry")
        let response = try entry.required("response", in: "the entry")
        var exchange = SourceExchange(
            method: try request.requiredText("method", in: "the request"),
            url: try request.requiredText("url", in: "the request"),
            requestFields: fields(of: request),
            status: try response.requiredInteger("status", in: "the response"),
            responseFields: fields(of: response),
            recordedAt: entry["startedDateTime"]?.text.flatMap(Timestamp.init)?.microseconds,
            timeToFirstByte: microseconds(timeToFirstByte(in: entry["timings"])),
            duration: microseconds(entry["time"]?.number ?? 0),
            own: try OwnDetails(entry)
        )
        if let data = request["postData"] {
            if let text = data["text"]?.text {
                exchange.requestBody = try bytes(text, encoding: data["encoding"] ?? data["_encoding"])
            } else if data["params"]?.elements?.isEmpty == false {
                exchange.losses.append("the archive has the parameters of the request body and not the body itself")
            }
        }
        if let content = response["content"] {
            if let text = content["text"]?.text {
                exchange.responseBody = try bytes(text, encoding: content["encoding"])
            } else if content["size"]?.integer ?? 0 > 0 {
                exchange.losses.append("the archive was saved without the content of the response")
            }
        }
        return exchange
    }

    private static func fields(of message: SourceValue) -> [SourceExchange.Field] {
        (message["headers"]?.elements ?? []).compactMap { field in
            guard let name = field["name"]?.text else { return nil }
            return SourceExchange.Field(name: name, value: field["value"]?.text ?? "")
        }
    }

    private static func bytes(_ text: String, encoding: SourceValue?) throws(SourceProblem) -> [UInt8] {
        guard encoding?.text == "base64" else { return Array(text.utf8) }
        var bytes: [UInt8] = []
        for piece in pieces(of: text) {
            guard let decoded = Base64.decode(piece.utf8) else { throw .malformed("the content is not base64") }
            bytes += decoded
        }
        return bytes
    }

    private static func pieces(of text: String) -> [String] {
        guard text.utf8.first == UInt8(ascii: "["), let json = try? JSONValue(parsing: Array(text.utf8)),
            let pieces = json.elements
        else { return [text] }
        return pieces.compactMap(\.string)
    }

    /// The milliseconds up to the response head; phases that do not apply are -1.
    private static func timeToFirstByte(in timings: SourceValue?) -> Double {
        ["blocked", "dns", "connect", "send", "wait"].reduce(0) { $0 + max(timings?[$1]?.number ?? 0, 0) }
    }

    private static func microseconds(_ milliseconds: Double) -> Int64 {
        Int64(exactly: (max(milliseconds, 0) * 1000).rounded()) ?? 0
    }
}
