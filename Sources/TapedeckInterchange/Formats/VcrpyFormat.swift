// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The cassettes of vcrpy: its present form, the one its httpx stubs wrote before version 6, and the list of before 1.0.
enum VcrpyFormat {
    static func item(_ interaction: SourceValue) throws(SourceProblem) -> SourceItem {
        let request = try interaction.required("request", in: "the interaction")
        guard let response = interaction["response"] else { return .unanswered }
        guard let status = response["status"] ?? response["status_code"] else {
            throw .malformed("the response has no 'status'", line: response.line)
        }
        var exchange = SourceExchange(
            method: try request.requiredText("method", in: "the request"),
            url: try url(of: request),
            requestFields: request["headers"]?.fields ?? [],
            status: try status.statusCode(),
            responseFields: response["headers"]?.fields ?? [],
            own: try OwnDetails(interaction)
        )
        exchange.take(request: try request.messageBody(), response: try response.messageBody())
        return .exchange(exchange)
    }

    /// Whether an element of a list is an exchange as vcrpy wrote it before 1.0, when a cassette had no name for its list.
    static func readsOld(_ element: SourceValue) -> Bool {
        let request = element["request"]
        return request?["method"] != nil && (request?["uri"] ?? request?["path"]) != nil && request?["url"] == nil
    }

    /// The interactions of a cassette that a serializer wrote as vcrpy hands it over: a list of requests and one of responses.
    static func interactions(_ requests: [SourceValue], _ responses: [SourceValue]) -> [SourceValue] {
        (0..<max(requests.count, responses.count)).map { index in
            var members: [SourceMember] = []
            if index < requests.count { members.append(SourceMember(name: "request", value: requests[index])) }
            if index < responses.count { members.append(SourceMember(name: "response", value: responses[index])) }
            return .map(SourceMap(members: members, line: index < requests.count ? requests[index].line : nil))
        }
    }

    /// The URL, which old cassettes keep in parts.
    private static func url(of request: SourceValue) throws(SourceProblem) -> String {
        guard request["uri"] == nil, let host = request["host"]?.text, let path = request["path"]?.text else {
            return try request.requiredText("uri", in: "the request")
        }
        let port = request["port"]?.text.map { ":" + $0 } ?? ""
        return "\(request["protocol"]?.text ?? "https")://\(host)\(port)\(path)"
    }
}
