// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension RequestFields {
    /// Maximum number of tokens in `logit_bias`.
    private static let biasLimit = 1024

    /// The required name of a model.
    func modelName() throws(APIError) -> String {
        guard let value = self["model"] else { throw APIError(message: "you must provide a model parameter") }
        guard let model = value.string else { throw .wrongType("model", expected: "a string", got: value) }
        guard !model.isEmpty else { throw APIError(message: "you must provide a model parameter") }
        return model
    }

    /// The temperature; also checks the other parameters of sampling, which change nothing here.
    func temperature() throws(APIError) -> Double? {
        let temperature = try number("temperature", in: 0...2)
        _ = try number("top_p", in: 0...1)
        _ = try number("frequency_penalty", in: -2...2)
        _ = try number("presence_penalty", in: -2...2)
        return temperature
    }

    /// Checks `logit_bias`, which changes nothing here.
    func checkLogitBias() throws(APIError) {
        guard let bias = try object("logit_bias") else { return }
        guard bias.members.count <= Self.biasLimit else {
            throw APIError(
                message: "Invalid 'logit_bias': too many properties. Expected an object with at most 1024 properties, "
                    + "but got an object with \(bias.members.count) properties instead.",
                param: "logit_bias",
                code: "object_above_max_properties"
            )
        }
        for member in bias.members {
            guard let token = Int(member.name), (0...300_000).contains(token) else {
                throw APIError(
                    message: "Invalid key in 'logit_bias': \(member.name). You should only be submitting positive "
                        + "integers.",
                    param: "logit_bias"
                )
            }
            _ = try bias.number(member.name, in: -100...100)
        }
    }

    /// The stop sequences of `stop`, up to four, without empty ones.
    func stops() throws(APIError) -> [String] {
        guard let stop = self["stop"] else { return [] }
        switch stop {
        case .string(let text): return text.isEmpty ? [] : [text]
        case .array:
            var stops: [String] = []
            for (offset, value) in (try array("stop", count: 0...4) ?? []).enumerated() {
                guard let text = value.string else {
                    throw .wrongType("stop[\(offset)]", expected: "a string", got: value)
                }
                if !text.isEmpty { stops.append(text) }
            }
            return stops
        default: throw .wrongType("stop", expected: "one of a string or array of strings", got: stop)
        }
    }

    /// What `stream_options` asks for; they are only allowed in a stream.
    func streamOptions(isStreamed: Bool) throws(APIError) -> (includesUsage: Bool, includesObfuscation: Bool) {
        guard let options = try object("stream_options") else { return (false, true) }
        try options.allow(only: ["include_usage", "include_obfuscation"])
        guard isStreamed else {
            throw APIError(
                message: "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                param: "stream_options"
            )
        }
        return (try options.bool("include_usage") ?? false, try options.bool("include_obfuscation") ?? true)
    }
}
