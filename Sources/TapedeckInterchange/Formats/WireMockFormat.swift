// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The stub mappings of WireMock: those whose request is named exactly and whose response is fixed.
enum WireMockFormat {
    /// Whether a value is a stub.
    static func reads(_ value: SourceValue) -> Bool {
        value["request"]?.members != nil && value["response"]?.members != nil
    }

    static func stub(_ stub: SourceValue, files: BodyFiles) throws(SourceProblem) -> WireMockStub {
        let request = try stub.required("request", in: "the stub")
        let response = try stub.required("response", in: "the stub")
        var result = WireMockStub(item: .skipped(""), scenario: WireMockStep(stub))
        var losses: [String] = []
        do throws(Refusal) {
            let body = try WireMockBody(request)
            let (fields, fieldLosses) = Self.fields(asked: request)
            losses += fieldLosses + body.losses
            var exchange = SourceExchange(
                method: try method(of: request),
                url: "http://localhost" + (try WireMockURL.target(of: request)),
                requestFields: fields,
                requestBody: body.bytes,
                status: try status(of: response),
                responseFields: response["headers"]?.fields ?? []
            )
            if body.isJSON, !fields.contains(where: { $0.name.lowercased() == "content-type" }) {
                exchange.requestFields.append(SourceExchange.Field(name: "content-type", value: "application/json"))
            }
            try checkIsFixed(response)
            exchange.timeToFirstByte = SourceExchange.microseconds(response["fixedDelayMilliseconds"]?.number ?? 0)
            exchange.duration = exchange.timeToFirstByte
            for name in ["delayDistribution", "chunkedDribbleDelay"] where response[name] != nil {
                losses.append("the '\(name)' of the response is not carried over")
            }
            exchange.losses = losses
            result.item = .exchange(exchange)
        } catch {
            result.item = .skipped(error.reason)
            return result
        }
        if case .exchange(var exchange) = result.item {
            exchange.responseBody = try WireMockBody.bytes(of: response, files: files)
            result.item = .exchange(exchange)
        }
        return result
    }

    /// Why a stub has no one exchange that it stands for.
    struct Refusal: Error {
        let reason: String
    }

    private static func method(of request: SourceValue) throws(Refusal) -> String {
        let method = request["method"]?.text ?? "ANY"
        guard method != "ANY" else { throw Refusal(reason: "the stub answers every method") }
        return method
    }

    private static func status(of response: SourceValue) throws(Refusal) -> Int {
        guard let status = response["status"] else { return 200 }
        guard let code = status.integer else { throw Refusal(reason: "the status of the stub is not a number") }
        return code
    }

    private static func checkIsFixed(_ response: SourceValue) throws(Refusal) {
        if let fault = response["fault"]?.text { throw Refusal(reason: "the stub answers with the fault \(fault)") }
        guard response["proxyBaseUrl"] == nil else { throw Refusal(reason: "the stub passes requests on") }
        if let transformers = response["transformers"]?.elements, !transformers.isEmpty {
            let names = transformers.compactMap(\.text).joined(separator: ", ")
            throw Refusal(reason: "the response is made by a transformer (\(names))")
        }
    }

    /// The fields that a request must have with a given value, and what else is asked of fields.
    private static func fields(asked request: SourceValue) -> ([SourceExchange.Field], [String]) {
        var fields: [SourceExchange.Field] = []
        var losses: [String] = []
        for member in request["headers"]?.members ?? [] {
            if let value = member.value["equalTo"]?.text {
                fields.append(SourceExchange.Field(name: member.name, value: value))
            } else {
                losses.append("what the stub asks of the field '\(member.name)' is not carried over")
            }
        }
        for name in ["cookies", "basicAuthCredentials", "host", "port", "scheme"] where request[name] != nil {
            losses.append("the '\(name)' the stub asks for is not carried over")
        }
        return (fields, losses)
    }
}

/// A stub: its entry, and its place in a scenario.
struct WireMockStub {
    var item: SourceItem
    var scenario: WireMockStep?
}
