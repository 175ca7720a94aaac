// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Reads the bytes of a source file, which is JSON when it begins with a bracket, else YAML.
enum SourceFile {
    /// Reads a file.
    /// - Throws: ``SourceProblem`` when it is not UTF-8, does not follow its syntax, or is beyond a limit.
    static func value(of file: [UInt8], limits: ImportLimits) throws(SourceProblem) -> SourceValue {
        guard file.count <= limits.fileBytes else {
            throw .tooLarge("the file has \(file.count) bytes, more than \(limits.fileBytes)", limit: "fileBytes")
        }
        let bytes = file[...].trimmingPrefix([0xEF, 0xBB, 0xBF])
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .malformed(
                "the text is not UTF-8",
                line: firstInvalidLine(in: bytes),
                remedy: "convert the file to UTF-8"
            )
        }
        let first = bytes.first { !Self.whitespace.contains($0) }
        guard let first else { throw .malformed("the file is empty", remedy: "remove it or record it again") }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else {
            return try YAMLSource.value(of: text, bytes: bytes, limits: limits)
        }
        try countElements(ofJSON: bytes, limits: limits)
        do {
            return SourceValue(try JSONValue(parsing: bytes))
        } catch {
            throw .malformed("the JSON is not readable: \(error.reason)", line: line(at: error.offset, in: bytes))
        }
    }

    private static let whitespace = Set(" \t\r\n".utf8)

    /// Refuses a document of more elements than the limit, before they take memory.
    private static func countElements(ofJSON bytes: ArraySlice<UInt8>, limits: ImportLimits) throws(SourceProblem) {
        var count = 0
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\") where isInString: isEscaped = true
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ":"):
                if !isInString { count += 1 }
            default: break
            }
        }
        guard count <= limits.elements else {
            throw .tooLarge("the JSON has \(count) elements, more than \(limits.elements)", limit: "elements")
        }
    }

    /// The line of a place, counted from 1.
    private static func line(at offset: Int, in bytes: ArraySlice<UInt8>) -> Int {
        1 + bytes.prefix(offset).count { $0 == UInt8(ascii: "\n") }
    }

    private static func firstInvalidLine(in bytes: ArraySlice<UInt8>) -> Int? {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }.map { $0 + 1 }
    }
}
