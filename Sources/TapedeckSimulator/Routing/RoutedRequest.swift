// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A request at its endpoint.
struct RoutedRequest: Sendable {
    /// Maximum length of a JSON body, in bytes.
    static let bodyLimit = 32 << 20

    let target: RequestLine
    /// The identifiers in the path, in their order.
    let parameters: [String]
    let query: ListQuery
    let fields: HTTPFields
    let body: Body

    /// The first identifier in the path; empty when it has none.
    var id: String { parameters.first ?? "" }

    /// The second identifier in the path, of an object below the first; empty when there is none.
    var childID: String { parameters.dropFirst().first ?? "" }

    /// The bytes of a JSON body, read whole.
    /// - Throws: ``APIError`` when the body is too large, and errors of the body.
    func bytes() async throws -> ArraySlice<UInt8> {
        do {
            return try await body.collect(upTo: Self.bodyLimit)
        } catch is BodyTooLarge {
            throw APIError.bodyTooLarge
        }
    }

    /// The members of a JSON body; an empty body has none.
    /// - Throws: ``APIError`` when the body is too large, or no JSON object, and errors of the body.
    func json() async throws -> RequestFields { try RequestFields(parsing: try await bytes()) }
}

extension APIError {
    /// The error for a JSON body above the limit.
    static let bodyTooLarge = APIError(
        status: .contentTooLarge,
        message: "The request body is larger than \(RoutedRequest.bodyLimit >> 20) MB."
    )
}
