// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The flows of mitmproxy, in every version of the format since 0.11.
enum MitmproxyFormat {
    /// The newest version of the format that is known to be laid out like this.
    private static let newestVersion = 21

    static func item(_ flow: SourceValue) throws(SourceProblem) -> SourceItem {
        if let version = flow["version"]?.integer, version > newestVersion {
            throw SourceProblem(
                code: .unknownFormat,
                reason:
                    "the flow has the format version \(version), and this tapedeck knows those up to \(newestVersion)",
                remedy: "save the flows as HAR with mitmproxy, and import that"
            )
        }
        let type = try flow.requiredText("type", in: "the flow")
        guard type == "http" else { return .skipped("the flow is one of \(type)") }
        guard flow["websocket"] == nil else { return .skipped("it is a WebSocket session") }
        let request = try flow.required("request", in: "the flow")
        guard let response = flow["response"] else { return .unanswered }
        guard let status = (response["status_code"] ?? response["code"])?.integer else {
            throw .malformed("the response has no status")
        }
        let start = time(request["timestamp_start"])
        var exchange = SourceExchange(
            method: try request.requiredText("method", in: "the request"),
            url: try url(of: request),
            requestFields: fields(of: request),
            requestBody: body(of: request) ?? [],
            status: status,
            responseFields: fields(of: response),
            responseBody: body(of: response) ?? [],
            recordedAt: start
        )
        if let start {
            exchange.timeToFirstByte = max(0, (time(response["timestamp_start"]) ?? start) - start)
            exchange.duration = max(exchange.timeToFirstByte, (time(response["timestamp_end"]) ?? start) - start)
        }
        if body(of: request) == nil { exchange.losses.append("mitmproxy did not keep the body of the request") }
        if body(of: response) == nil { exchange.losses.append("mitmproxy did not keep the body of the response") }
        return .exchange(exchange)
    }

    private static func url(of request: SourceValue) throws(SourceProblem) -> String {
        let path = try request.requiredText("path", in: "the request")
        let scheme = request["scheme"]?.text ?? "http"
        let host = request["host"]?.text ?? "localhost"
        return "\(scheme)://\(host):\(request["port"]?.text ?? "80")\(path)"
    }

    private static func fields(of message: SourceValue) -> [SourceExchange.Field] {
        (message["headers"]?.elements ?? []).compactMap { pair in
            guard let parts = pair.elements, parts.count == 2, let name = parts[0].text, let value = parts[1].text
            else { return nil }
            return SourceExchange.Field(name: name, value: value)
        }
    }

    /// The bytes of a body; `nil` when they were streamed past and not kept.
    private static func body(of message: SourceValue) -> [UInt8]? {
        switch message["content"] ?? message["body"] {
        case .bytes(let bytes): bytes
        case let other?: other.text.map { Array($0.utf8) }
        case nil: nil
        }
    }

    /// Microseconds from a number of seconds.
    private static func time(_ value: SourceValue?) -> Int64? {
        guard let seconds = value?.number, seconds >= 0 else { return nil }
        // No later than the year 9999.
        return seconds < 253_402_300_800 ? Int64((seconds * 1_000_000).rounded()) : nil
    }
}
