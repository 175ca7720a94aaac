// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
package import TapedeckCore

/// An answer of the simulator.
package struct SimulatedResponse: Sendable {
    /// Status and fields; framing is left to the server.
    package var head: HTTPResponse
    /// The body: at hand, or a stream of slices that each go out at once.
    package var body: Body

    init(status: HTTPResponse.Status = .ok, fields: HTTPFields, body: Body = Body()) {
        self.head = HTTPResponse(status: status, headerFields: fields)
        self.body = body
    }
}

/// What an endpoint answers, before the fields that every answer has are added.
struct EndpointAnswer: Sendable {
    var status = HTTPResponse.Status.ok
    var fields: HTTPFields
    var body: Body

    /// A JSON document.
    static func json(
        _ document: JSONValue,
        _ style: BodyStyle,
        status: HTTPResponse.Status = .ok,
        fields: HTTPFields = [:]
    ) -> EndpointAnswer {
        var fields = fields
        fields[.contentType] = fields[.contentType] ?? "application/json"
        return EndpointAnswer(status: status, fields: fields, body: Body(style.bytes(of: document)))
    }
}
