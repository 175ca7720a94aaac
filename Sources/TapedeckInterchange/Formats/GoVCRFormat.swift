// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The cassettes of go-vcr, in versions 1 and 2 of the format.
enum GoVCRFormat {
    private static let units: [(name: String, microseconds: Double)] = [
        ("ns", 0.001), ("us", 1), ("µs", 1), ("μs", 1), ("ms", 1000), ("s", 1_000_000), ("m", 60_000_000),
        ("h", 3_600_000_000),
    ]

    /// Whether an interaction is one of this format and not of vcrpy, whose list has the same name.
    static func reads(_ interaction: SourceValue) -> Bool {
        interaction["request"]?["url"] != nil && interaction["request"]?["uri"] == nil
            && (interaction["response"]?["code"] ?? interaction["response"]?["duration"]) != nil
    }

    static func item(_ interaction: SourceValue) throws(SourceProblem) -> SourceItem {
        let request = try interaction.required("request", in: "the interaction")
        guard let response = interaction["response"] else { return .unanswered }
        guard let status = response["code"] ?? response["status"] else {
            throw .malformed("the response has no 'code'", line: response.line)
        }
        var exchange = SourceExchange(
            method: try request.requiredText("method", in: "the request"),
            url: try request.requiredText("url", in: "the request"),
            requestFields: request["headers"]?.fields ?? [],
            status: try status.statusCode(),
            responseFields: response["headers"]?.fields ?? []
        )
        exchange.take(request: try request.messageBody(), response: try response.messageBody())
        if let duration = response["duration"] { exchange.duration = microseconds(duration) }
        if exchange.requestBody.isEmpty, request["form"]?.members?.isEmpty == false {
            exchange.losses.append("the cassette has the form of the request body and not the body itself")
        }
        // Bodies are stored as Go's client gave them, which undoes gzip and then says so.
        exchange.responseIsDecoded = response["uncompressed"]?.text == "true"
        return .exchange(exchange)
    }

    /// The microseconds of a duration as Go writes it, such as `1m2.5s`, or of a number of nanoseconds.
    private static func microseconds(_ value: SourceValue) -> Int64 {
        if let nanoseconds = value.number { return SourceExchange.microseconds(nanoseconds / 1_000_000) }
        var rest = (value.text ?? "")[...]
        var total = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
            rest = rest[number.endIndex...]
            let unit = rest.prefix { $0.isLetter }
            rest = rest[unit.endIndex...]
            guard let amount = Double(number), let unit = units.first(where: { $0.name == unit }) else { return 0 }
            total += amount * unit.microseconds
        }
        return SourceExchange.microseconds(total / 1000)
    }
}
