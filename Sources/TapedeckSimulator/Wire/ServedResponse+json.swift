// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

extension ServedResponse {
    /// A JSON response of an endpoint, without the header fields that every response has.
    static func json(
        _ document: JSONValue,
        _ style: BodyStyle,
        status: HTTPResponse.Status = .ok,
        fields: HTTPFields = [:]
    ) -> ServedResponse {
        var fields = fields
        fields[.contentType] = fields[.contentType] ?? "application/json"
        return ServedResponse(status: status, fields: fields, body: Body(style.bytes(of: document)))
    }
}
