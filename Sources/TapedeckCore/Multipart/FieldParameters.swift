// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A field value of the form `value; name=parameter; name="quoted parameter"` (RFC 9110, section 5.6.6).
public struct FieldParameters: Sendable, Hashable {
    /// What stands before the first semicolon, in lower case, such as `multipart/form-data`.
    public let value: String
    /// The parameters by lower-case name; of parameters with one name the first counts.
    public let parameters: [String: String]

    /// Reads a field value; what is malformed is passed over.
    public init(_ text: String) {
        var rest = Substring(text)
        let value = rest.prefix { $0 != ";" }
        self.value = value.trimmingSpaces.lowercased()
        rest = rest.dropFirst(value.count)
        var parameters: [String: String] = [:]
        while rest.first == ";" {
            rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
            let name = rest.prefix { $0 != "=" && $0 != ";" }
            rest = rest.dropFirst(name.count)
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            let parameter = Self.parameter(&rest)
            parameters[name.trimmingSpaces.lowercased()] = parameters[name.trimmingSpaces.lowercased()] ?? parameter
            rest = rest.drop { $0 != ";" }
        }
        self.parameters = parameters
    }

    private static func parameter(_ rest: inout Substring) -> String {
        guard rest.first == "\"" else {
            let value = rest.prefix { $0 != ";" }
            rest = rest.dropFirst(value.count)
            return value.trimmingSpaces
        }
        rest = rest.dropFirst()
        var value = ""
        while let character = rest.popFirst(), character != "\"" {
            value.append(character == "\\" ? rest.popFirst() ?? character : character)
        }
        return value
    }
}
