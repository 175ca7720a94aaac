// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A span, as OTLP has it in JSON.
///
/// Source: OpenTelemetry Protocol 1.7, `opentelemetry/proto/trace/v1/trace.proto` and "JSON Protobuf Encoding".
struct TraceSpan: Sendable {
    /// The name, such as `chat gpt-4o-mini`.
    let name: String
    let context: TraceContext
    /// 16 hexadecimal digits.
    let id: String
    /// Microseconds since 1970-01-01 UTC.
    let start: Int64
    /// Microseconds since 1970-01-01 UTC, not before ``start``.
    let end: Int64
    let attributes: SpanAttributes
    /// What went wrong; `nil` where nothing did.
    var failure: String?

    /// `SPAN_KIND_SERVER`: the span of whoever answers a request, below the `CLIENT` span of the caller.
    private static let kind = 2
    /// `STATUS_CODE_ERROR`.
    private static let errorStatus = 2

    /// The span as a message of OTLP.
    var json: JSONValue {
        var members: [JSONMember] = [
            JSONMember(name: "traceId", value: .string(context.traceID)),
            JSONMember(name: "spanId", value: .string(id)),
        ]
        if let parent = context.parentID {
            members.append(JSONMember(name: "parentSpanId", value: .string(parent)))
        }
        if let state = context.state { members.append(JSONMember(name: "traceState", value: .string(state))) }
        members += [
            JSONMember(name: "name", value: .string(name)), JSONMember(name: "kind", value: .integer(Self.kind)),
            // 64-bit numbers are strings in the JSON of protobuf.
            JSONMember(name: "startTimeUnixNano", value: .string("\(start)000")),
            JSONMember(name: "endTimeUnixNano", value: .string("\(max(start, end))000")),
            JSONMember(name: "attributes", value: attributes.json),
        ]
        if let failure {
            members.append(
                JSONMember(name: "status", value: ["code": .integer(Self.errorStatus), "message": .string(failure)])
            )
        }
        return .object(members)
    }

    /// A request to export spans, `ExportTraceServiceRequest`.
    static func exportRequest(_ spans: [TraceSpan]) -> JSONValue {
        var resource = SpanAttributes()
        resource.add("service.name", "tapedeck")
        resource.add("service.version", ToolVersion.current)
        return [
            "resourceSpans": [
                [
                    "resource": ["attributes": resource.json],
                    "scopeSpans": [
                        [
                            "scope": ["name": "tapedeck", "version": .string(ToolVersion.current)],
                            "spans": .array(spans.map(\.json)),
                            "schemaUrl": "https://opentelemetry.io/schemas/1.37.0",
                        ]
                    ],
                ]
            ]
        ]
    }
}

/// The attributes of a span, in order.
struct SpanAttributes: Sendable {
    /// Maximum length of a text, in characters.
    private static let textLimit = 256

    /// Takes secrets out of texts; `nil` where there are none.
    private let redactor: Redactor?
    private var members: [JSONValue] = []

    init(redactor: Redactor? = nil) { self.redactor = redactor }

    /// The attributes as `KeyValue` messages.
    var json: JSONValue { .array(members) }

    /// Adds a text, if there is one.
    mutating func add(_ key: String, _ text: String?) {
        guard let text else { return }
        add(key, value(of: text))
    }

    /// Adds a list of texts, unless it is empty.
    mutating func add(_ key: String, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        add(key, ["arrayValue": ["values": .array(texts.map(value))]])
    }

    private func value(of text: String) -> JSONValue {
        // Cut first, but not in the middle of a secret.
        let text = String(text.prefix(2 * Self.textLimit))
        let shown = redactor?.redact(text, as: .uniform) ?? text
        return ["stringValue": .string(String(shown.prefix(Self.textLimit)))]
    }

    /// Adds a whole number, if there is one.
    mutating func add(_ key: String, integer: (some BinaryInteger)?) {
        guard let integer else { return }
        add(key, ["intValue": .string("\(integer)")])
    }

    /// Adds a number, if there is one and it is finite.
    mutating func add(_ key: String, double: Double?) {
        guard let double, double.isFinite else { return }
        add(key, ["doubleValue": .decimal(double)])
    }

    private mutating func add(_ key: String, _ value: JSONValue) {
        members.append(["key": .string(key), "value": value])
    }
}
