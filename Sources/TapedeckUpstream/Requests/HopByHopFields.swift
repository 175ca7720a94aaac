// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

extension HTTPFields {
    /// The fields without those of the connection, which include every field that `connection` names.
    /// - Parameter excluded: Lower-case names of further fields to leave out.
    /// - Returns: The other fields in their order.
    func endToEnd(excluding excluded: Set<String> = []) -> HTTPFields {
        var named: Set<String> = []
        for value in self[values: .connection] {
            for token in value.split(separator: ",") {
                named.insert(token.filter { $0 != " " && $0 != "\t" }.lowercased())
            }
        }
        return filter { field in
            let name = field.name.canonicalName
            return !KeptHeaders.connectionFields.contains(name) && !excluded.contains(name) && !named.contains(name)
        }
    }
}
