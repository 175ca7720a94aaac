// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A complete response with a status of success.
struct APIResponse: Sendable {
    let fields: HTTPFields
    let body: [UInt8]

    /// The body as JSON.
    /// - Throws: ``APIError`` when it is not JSON.
    func json() throws(APIError) -> JSONValue {
        do {
            return try JSONValue(parsing: body)
        } catch {
            throw .invalidResponse(
                "The service answered with something else than JSON: "
                    + JSONText.excerpt(String(decoding: body.prefix(400), as: UTF8.self))
            )
        }
    }

    /// Whether a simulator made it, as its header says.
    var isSimulated: Bool { HTTPField.Name("tapedeck-simulated").flatMap { fields[$0] } == "1" }
}
