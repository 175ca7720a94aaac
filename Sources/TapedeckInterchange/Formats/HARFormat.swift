// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// HTTP archives, version 1.2: of browsers, of Playwright with attached files, and of Polly.JS.
enum HARFormat {
    static func item(_ entry: SourceValue, files: BodyFiles) throws(SourceProblem) -> SourceItem {
        let request = try entry.required("request", in: "the entry")
        guard let response = entry["response"] else { return .unanswered }
        var exchange = SourceExchange(
            method: try request.requiredText("method", in: "the request"),
            url: try request.requiredText("url", in: "the request"),
            requestFields: fields(of: request),
            status: try response.requiredInteger("status", in: "the response"),
            responseFields: fields(of: response),
            recordedAt: entry["startedDateTime"]?.text.flatMap(Timestamp.init)?.microseconds,
            timeToFirstByte: SourceExchange.microseconds(timeToFirstByte(in: entry["timings"])),
            duration: SourceExchange.microseconds(entry["time"]?.number ?? 0),
            own: try OwnDetails(entry)
        )
        let sent = try HARContent(request["postData"], fields: exchange.requestFields, files: files)
        exchange.requestIsDecoded = sent.isDecoded
        let received = try HARContent(response["content"], fields: exchange.responseFields, files: files)
        exchange.responseIsDecoded = received.isDecoded
        exchange.take(request: sent.body, response: received.body)
        if sent.body.bytes.isEmpty {
            if request["postData"]?["params"]?.elements?.isEmpty == false {
                exchange.losses.append("the archive has the parameters of the request body and not the body itself")
            } else if request["bodySize"]?.integer ?? 0 > 0 {
                exchange.losses.append("the archive was saved without the body of the request")
            }
        }
        if received.body.bytes.isEmpty, Self.lacksContent(response), exchange.method.uppercased() != "HEAD" {
            exchange.losses.append("the archive was saved without the content of the response")
        }
        return .exchange(exchange)
    }

    /// Whether an archive without the content of a response had one: by its size, or when neither is known.
    private static func lacksContent(_ response: SourceValue) -> Bool {
        let content = response["content"]
        let size = content?["size"]?.integer ?? 0
        let isUnknown = size < 0 && content?["text"] == nil && ![204, 304].contains(response["status"]?.integer ?? 0)
        return size > 0 || response["bodySize"]?.integer ?? 0 > 0 || isUnknown
    }

    private static func fields(of message: SourceValue) -> [SourceExchange.Field] {
        (message["headers"]?.elements ?? []).compactMap { field in
            guard let name = field["name"]?.text else { return nil }
            return SourceExchange.Field(name: name, value: field["value"]?.text ?? "")
        }
    }

    /// The milliseconds up to the response head; phases that do not apply are -1.
    private static func timeToFirstByte(in timings: SourceValue?) -> Double {
        ["blocked", "dns", "connect", "send", "wait"].reduce(0) { $0 + max(timings?[$1]?.number ?? 0, 0) }
    }
}
