// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A whole answer with a status of success.
struct ServiceAnswer: Sendable {
    let fields: HTTPFields
    let body: [UInt8]

    /// The body as JSON.
    /// - Throws: ``ServiceFailure`` when it is none.
    func json() throws(ServiceFailure) -> JSONValue {
        do {
            return try JSONValue(parsing: body)
        } catch {
            throw ServiceFailure(
                status: nil,
                code: UpstreamError.Code.invalidResponse.description,
                message: "The service answered with something else than JSON: "
                    + JSONText.excerpt(String(decoding: body.prefix(400), as: UTF8.self))
            )
        }
    }

    /// Whether the answer says that a simulator made it.
    var isSimulated: Bool { HTTPField.Name("tapedeck-simulated").flatMap { fields[$0] } == "1" }
}
