// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// Header fields as the VCR family writes them: a map from names to lists of values.
enum YAMLFields {
    /// The lines of a map, after its name.
    static func block(_ fields: HTTPFields, indent: Int) -> String {
        guard !fields.isEmpty else { return " {}\n" }
        let margin = String(repeating: " ", count: indent)
        var text = "\n"
        for (name, values) in grouped(fields) {
            text += "\(margin)\(YAMLText.string(name)):\n"
            for value in values { text += "\(margin)- \(YAMLText.string(value))\n" }
        }
        return text
    }

    /// Whether a map keeps the order of the fields.
    static func keepsOrder(of fields: HTTPFields) -> Bool {
        let joined = grouped(fields).flatMap { name, values in values.map { (name, $0) } }
        return zip(joined, fields).allSatisfy { $0.0 == $1.name.rawName && $0.1 == $1.value }
    }

    private static func grouped(_ fields: HTTPFields) -> [(name: String, values: [String])] {
        var groups: [(name: String, values: [String])] = []
        var places: [String: Int] = [:]
        for field in fields {
            if let place = places[field.name.rawName] {
                groups[place].values.append(field.value)
            } else {
                places[field.name.rawName] = groups.count
                groups.append((field.name.rawName, [field.value]))
            }
        }
        return groups
    }
}
