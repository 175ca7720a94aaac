// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A field value of the form `value; name=parameter; name="quoted parameter"` (RFC 9110, section 5.6.6).
package struct FieldParameters: Sendable, Hashable {
    /// The text before the first semicolon, in lower case, such as `multipart/form-data`.
    package let value: String
    /// The parameters by lower-case name; of parameters with one name the first counts.
    package let parameters: [String: String]

    private typealias Text = Substring.UnicodeScalarView

    /// Reads a field value; what is malformed is passed over.
    package init(_ text: String) {
        // Most values have no parameters and are in lower case.
        guard !text.utf8.allSatisfy(Self.isPlain) else {
            (value, parameters) = (text, [:])
            return
        }
        var rest = text.unicodeScalars[...]
        let value = rest.prefix { $0 != ";" }
        self.value = Substring(value).trimmingSpaces.lowercased()
        rest = rest[value.endIndex...]
        var parameters: [String: String] = [:]
        while rest.first == ";" {
            rest = rest.dropFirst().drop { $0 == " " || $0 == "\t" }
            let name = rest.prefix { $0 != "=" && $0 != ";" }
            rest = rest[name.endIndex...]
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst()
            let parameter = Self.parameter(&rest)
            let key = Substring(name).trimmingSpaces.lowercased()
            parameters[key] = parameters[key] ?? parameter
            rest = rest.drop { $0 != ";" }
        }
        self.parameters = parameters
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > UInt8(ascii: " ") && byte < 0x7F && byte != UInt8(ascii: ";") && !(byte &- UInt8(ascii: "A") < 26)
    }

    private static func parameter(_ rest: inout Text) -> String {
        guard rest.first == "\"" else {
            let value = rest.prefix { $0 != ";" }
            rest = rest[value.endIndex...]
            return Substring(value).trimmingSpaces
        }
        rest = rest.dropFirst()
        let quoted = rest
        while let scalar = rest.first, scalar != "\"" {
            rest.removeFirst()
            // A backslash before the last quote is the end of a Windows path.
            if scalar == "\\", let next = rest.first, next != "\"" || rest.dropFirst().contains("\"") {
                rest.removeFirst()
            }
        }
        let value = quoted[..<rest.startIndex]
        rest = rest.dropFirst()
        return unescaped(value)
    }

    /// A quoted text without its escapes.
    ///
    /// Browsers and many clients write backslashes as they are (`C:\data`), others double them: they escape only where
    /// every backslash stands before a quote or another one.
    private static func unescaped(_ text: Text) -> String {
        guard text.contains("\\") else { return String(text) }
        var unescaped = String.UnicodeScalarView()
        var isEscaped = true
        var rest = text
        while let scalar = rest.popFirst() {
            guard scalar == "\\" else {
                unescaped.append(scalar)
                continue
            }
            guard let next = rest.first, next == "\\" || next == "\"" else {
                isEscaped = false
                break
            }
            unescaped.append(next)
            rest.removeFirst()
        }
        return isEscaped ? String(unescaped) : withoutEscapedQuotes(text)
    }

    private static func withoutEscapedQuotes(_ text: Text) -> String {
        var unescaped = String.UnicodeScalarView()
        var rest = text
        while let scalar = rest.popFirst() {
            if scalar == "\\", rest.first == "\"" { continue }
            unescaped.append(scalar)
        }
        return String(unescaped)
    }
}

extension FieldParameters {
    /// A parameter of a part of a form: its plain spelling, or that of RFC 8187.
    ///
    /// What browsers escape there (HTML, multipart/form-data encoding) is undone: `"` and line ends.
    package func formParameter(_ name: String) -> String? {
        guard let plain = parameters[name] else { return parameters[name + "*"] }
        guard plain.utf8.contains(UInt8(ascii: "%")) else { return plain }
        return plain.replacing("%22", with: "\"").replacing("%0D", with: "\r").replacing("%0A", with: "\n")
    }
}
