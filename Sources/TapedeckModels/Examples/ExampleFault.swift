// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The problem with an example, in the service's words.
struct ExampleFault: Error, Hashable {
    /// Where in the example, such as `message 2`; empty for the example as a whole.
    var place: String
    var reason: String

    init(_ place: String = "", _ reason: String) {
        self.place = place
        self.reason = reason
    }

    static func required(_ place: String, _ field: String) -> ExampleFault {
        ExampleFault(place, "Field '\(field)' is required")
    }

    static func wrongType(_ place: String, _ field: String, _ expected: String) -> ExampleFault {
        ExampleFault(place, "Input '\(field)' should be \(expected)")
    }
}
