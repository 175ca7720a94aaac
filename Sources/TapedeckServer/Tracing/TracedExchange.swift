// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A request and its response, of which a span is made once the response has ended.
struct TracedExchange: Sendable {
    /// What is known when the request arrives.
    struct Request: Sendable {
        /// Method and path, redacted.
        let target: RequestLine
        /// The body; empty where it is not in memory.
        var body: ArraySlice<UInt8> = []
        /// The coding of the body.
        var coding: String?
        /// The host and port that the client asked.
        let authority: String?
        let context: TraceContext
        /// The session; empty for the default one.
        let session: String
        /// The cassette; `nil` where there is none.
        let cassette: String?
        /// Takes secrets out of what is told.
        let redactor: Redactor
        /// When the request was read: microseconds since 1970-01-01 UTC.
        let start: Int64
    }

    let request: Request
    /// What the session noted.
    var event: ServedEvent?
    /// The head of the response; `nil` where there was none.
    var head: HTTPResponse?
    /// The body as far as it is kept, in pieces.
    private(set) var body: [ArraySlice<UInt8>] = []
    /// The number of bytes of the body that are kept.
    private(set) var length = 0
    /// When the response ended: microseconds since 1970-01-01 UTC.
    var end: Int64 = 0
    /// Why the response did not end as it should.
    var failure: String?

    /// About how many bytes the exchange takes in memory.
    var size: Int { 2048 + request.body.count + length + body.count * MemoryLayout<ArraySlice<UInt8>>.size }

    init(request: Request) { self.request = request }

    /// Keeps a part of the body.
    mutating func append(_ slice: ArraySlice<UInt8>) {
        body.append(slice)
        length += slice.count
    }
}

extension TracedExchange {
    /// The span.
    func span(_ random: inout some RandomNumberGenerator) -> TraceSpan {
        let operation = GenAIOperation(request.target)
        var attributes = SpanAttributes(redactor: request.redactor)
        var name = request.target.method.rawValue
        let status = head?.status.code
        let isFailure = failure != nil || status.map { $0 >= 400 } ?? true
        let isReadable = (operation != nil || isFailure) && head?.headerFields[.contentEncoding] == nil
        let answered = GenAIResponse(isReadable ? body : [], contentType: head?.headerFields[.contentType])
        if let operation {
            let asked = GenAIRequest(request.body, codings: request.coding)
            let model = (asked.model ?? operation.deployment).map { request.redactor.redact($0, as: .uniform) }
            name = model.map { "\(operation.name) \($0.prefix(100))" } ?? operation.name
            attributes.add("gen_ai.operation.name", operation.name)
            attributes.add("gen_ai.provider.name", operation.provider)
            attributes.add("gen_ai.request.model", model)
            attributes.add("gen_ai.output.type", operation.outputType)
            asked.add(to: &attributes)
            answered.add(to: &attributes)
        }
        addHTTP(to: &attributes)
        addOwn(to: &attributes)
        let code = failure ?? head?.headerFields[.tapedeckError] ?? answered.error ?? status.map(String.init)
        let type = isFailure ? code ?? "no_response" : nil
        attributes.add("error.type", type)
        return TraceSpan(
            name: name,
            context: request.context,
            id: TraceContext.id(digits: 16, &random),
            start: request.start,
            end: end,
            attributes: attributes,
            failure: type.map { event?.note ?? $0 }
        )
    }

    private func addHTTP(to attributes: inout SpanAttributes) {
        attributes.add("http.request.method", request.target.method.rawValue)
        attributes.add("http.response.status_code", integer: head?.status.code)
        attributes.add("url.scheme", "http")
        attributes.add("url.path", request.target.path)
        guard let authority = request.authority else { return }
        // An IPv6 address has colons of its own.
        let colon = authority.lastIndex(of: ":").flatMap { authority[$0...].contains("]") ? nil : $0 }
        let host = authority[..<(colon ?? authority.endIndex)]
        attributes.add("server.address", String(host.drop { $0 == "[" }.prefix { $0 != "]" }))
        attributes.add("server.port", integer: colon.flatMap { Int(authority[authority.index(after: $0)...]) } ?? 80)
    }

    private func addOwn(to attributes: inout SpanAttributes) {
        attributes.add("tapedeck.outcome", event?.outcome.rawValue)
        attributes.add("tapedeck.session", SessionName.shown(request.session))
        attributes.add("tapedeck.cassette", request.cassette)
        attributes.add("tapedeck.interaction.id", integer: event?.id)
    }
}
