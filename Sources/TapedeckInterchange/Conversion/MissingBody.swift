// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Detects bodies that a source did not keep, by the length in their header fields.
enum MissingBody {
    /// A sentence for each body that is empty and should not be.
    static func losses(_ exchange: SourceExchange, request: [UInt8], response: [UInt8]) -> [String] {
        // A loss that the format has reported is not reported twice.
        var losses: [String] = []
        if request.isEmpty, let length = length(in: exchange.requestFields),
            !exchange.losses.contains(where: { $0.contains("request") })
        {
            losses.append("the source did not keep the \(length) bytes of the request body")
        }
        // These have no body, whatever their fields say.
        let hasNone = exchange.method.uppercased() == "HEAD" || [204, 304].contains(exchange.status)
        if response.isEmpty, !hasNone, let length = length(in: exchange.responseFields),
            !exchange.losses.contains(where: { $0.contains("response") })
        {
            losses.append("the source did not keep the \(length) bytes of the response body")
        }
        return losses
    }

    private static func length(in fields: [SourceExchange.Field]) -> Int? {
        fields.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) }.flatMap {
            $0 > 0 ? $0 : nil
        }
    }
}
