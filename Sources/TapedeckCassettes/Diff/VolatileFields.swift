// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// The response fields that differ each time a request is made, and so tell nothing about a recording.
package enum VolatileFields {
    private static let names: Set<String> = [
        "age", "alt-svc", "apim-request-id", "azureml-model-session", "cf-cache-status", "cf-ray", "date", "expires",
        "last-modified", "openai-processing-ms", "request-id", "server", "set-cookie", "via", "x-cache",
        "x-envoy-upstream-service-time", "x-openai-proxy-wasm", "x-request-id", "x-served-by", "x-timer",
    ]
    private static let prefixes = ["x-ratelimit-", "x-ms-"]

    package static func contains(_ name: String) -> Bool {
        let name = name.lowercased()
        return names.contains(name) || prefixes.contains { name.hasPrefix($0) }
    }

    /// Names and values of what is not volatile, by name; fields of one name in their order.
    static func stable(_ fields: HTTPFields) -> [(name: String, value: String)] {
        fields.enumerated()
            .filter { !contains($0.element.name.canonicalName) }
            .sorted { ($0.element.name.canonicalName, $0.offset) < ($1.element.name.canonicalName, $1.offset) }
            .map { ($0.element.name.canonicalName, $0.element.value) }
    }
}
