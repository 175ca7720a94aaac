// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

@testable import TapedeckSimulator

/// Reads items from JSON, as the input of a request.
enum ItemFixture {
    static func items(_ json: String) throws -> [ResponseItem] {
        try ResponseItem.list(try JSONValue(parsing: Array(json.utf8)))
    }

    /// The error for an input, from the items themselves or from their order.
    static func error(_ json: String) -> APIError? {
        do {
            try ItemOrder.check(try items(json))
            return nil
        } catch {
            return error as? APIError
        }
    }
}
