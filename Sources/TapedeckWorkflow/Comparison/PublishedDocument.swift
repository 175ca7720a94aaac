// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckYAML

/// A reader of small YAML or JSON documents.
enum PublishedDocument {
    static func read(_ text: String, name: String) throws(WorkflowError) -> JSONValue {
        if let json = try? JSONValue(parsing: Array(text.utf8)) { return json }
        // Aliases can expand a few lines to billions; a table needs none.
        guard !holdsAlias(text) else {
            throw .badInput("\(name): aliases (*name) are not supported here. Write the row out.")
        }
        let value: JSONValue?
        do throws(YAMLError) {
            value = try YAMLReader.value(text)
        } catch {
            let line = error.line.map { "line \($0): " } ?? ""
            throw .badInput("\(name): neither JSON nor YAML: \(line)\(error.reason)")
        }
        guard let value else { throw .badInput("\(name) is empty.") }
        return value
    }

    private static func holdsAlias(_ text: String) -> Bool {
        var before = UInt8(ascii: "\n")
        for byte in text.utf8 {
            if byte == UInt8(ascii: "*"), " \t\r\n[{,:?-".utf8.contains(before) { return true }
            before = byte
        }
        return false
    }
}
