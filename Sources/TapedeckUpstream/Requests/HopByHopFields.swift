// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// The fields of a message that concern one connection only: those of HTTP, and those that `connection` names.
struct HopByHopFields: Sendable {
    private var named: Set<String> = []

    /// Whether a field is one of them, as far as ``add(_:)`` has seen the fields of the message.
    func contains(_ name: HTTPField.Name) -> Bool {
        KeptHeaders.isOfConnection(name) || !named.isEmpty && named.contains(name.canonicalName)
    }

    /// Takes note of a field of the message.
    mutating func add(_ field: HTTPField) {
        guard field.name == .connection, field.value.lowercased() != "keep-alive" else { return }
        for token in field.value.split(separator: ",") {
            named.insert(token.filter { $0 != " " && $0 != "\t" }.lowercased())
        }
    }
}
