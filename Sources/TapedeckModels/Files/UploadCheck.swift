// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

internal import TapedeckCore

/// What the service looks at when a file is uploaded: its name, and for fine-tuning its first lines.
package struct UploadCheck: Sendable {
    /// How many bytes are looked at: a line that goes on behind them is only looked at as far.
    package static let bytes = 64 << 10
    private static let lines = 5
    private static let hint = 10

    /// Checks a name.
    /// - Parameters:
    ///   - name: The file's name, which must end in `.jsonl`.
    ///   - api: What the file is for, as the message names it.
    /// - Returns: The service's message; `nil` when the name is good.
    package static func fault(inName name: String, for api: String = "Fine-Tuning API") -> String? {
        name.hasSuffix(".jsonl") ? nil : "Invalid file format for \(api). Must be .jsonl"
    }

    /// Checks the beginning of a file.
    /// - Parameters:
    ///   - beginning: The first ``bytes`` bytes, or all when there are fewer.
    ///   - isWhole: Whether this is the whole file.
    /// - Returns: The service's message; `nil` when nothing is wrong so far.
    package static func fault(inBeginning beginning: ArraySlice<UInt8>, isWhole: Bool) -> String? {
        let head = beginning.prefix(bytes)
        let isWhole = isWhole && head.count == beginning.count
        guard !isWhole || !head.allSatisfy(isBlank) else {
            return "Invalid file format. The file is empty; expected JSONL, where every line is a JSON dictionary."
        }
        let split = head.split(separator: UInt8(ascii: "\n"), maxSplits: lines, omittingEmptySubsequences: false)
        for (index, line) in split.prefix(lines).enumerated() {
            // Blank lines are left to the job, which knows whether anything follows them.
            if line.allSatisfy(isBlank) { continue }
            let isLast = line.endIndex == head.endIndex
            guard isDictionary(line, isWhole: !isLast || isWhole) else { return message(index + 1, line) }
        }
        return nil
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private static func isDictionary(_ line: ArraySlice<UInt8>, isWhole: Bool) -> Bool {
        guard isWhole else { return line.first { !isBlank($0) }.map { $0 == UInt8(ascii: "{") } ?? true }
        guard case .object? = try? JSONValue(parsing: line) else { return false }
        return true
    }

    private static func message(_ number: Int, _ line: ArraySlice<UInt8>) -> String {
        let start = String(decoding: line.prefix(4 * hint), as: UTF8.self).prefix(hint)
        return "Expected file to have JSONL format, where every line is a JSON dictionary. "
            + "Line \(number) is not a dictionary (HINT: line starts with: \"\(start)...\")."
    }
}
