// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A reader of `predictions.jsonl`, line by line in bounded memory.
package struct PredictionReader: ~Copyable {
    private var lines: TextLines

    /// Opens a file.
    /// - Parameters:
    ///   - path: The path of the file.
    ///   - limit: The longest line that is read, in bytes.
    /// - Throws: ``WorkflowError`` with code `badInput` when it cannot be read.
    package init(path: String, limit: Int = 16 << 20) throws(WorkflowError) {
        lines = try TextLines(path: path, limit: limit)
    }

    /// The number of the line that was read last, from 1; blank lines count.
    package var line: Int { lines.number }

    /// Reads the next line that is not blank.
    /// - Returns: What the line holds; nil at the end of the file.
    /// - Throws: ``WorkflowError`` with code `badInput`, naming file and line, when it is no prediction.
    package mutating func next() throws(WorkflowError) -> Prediction? {
        while let line = try lines.next() {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            let place = "\(lines.path), line \(lines.number)"
            let json: JSONValue
            do {
                json = try JSONValue(parsing: line)
            } catch {
                throw .badInput("\(place): not JSON at byte \(error.offset + 1): \(error.reason).")
            }
            return try Prediction(json: json, at: place)
        }
        return nil
    }
}

extension Prediction {
    /// Reads a whole file, whose identifiers must be different.
    /// - Parameter path: The path of the file.
    /// - Returns: Its lines, in order.
    /// - Throws: ``WorkflowError`` with code `badInput`, naming file and line: it cannot be read, a line is no
    ///   prediction, an identifier comes twice, or there is no line at all.
    package static func all(inFile path: String) throws(WorkflowError) -> [Prediction] {
        var reader = try PredictionReader(path: path)
        var predictions: [Prediction] = []
        var lines: SpelledDictionary<Int> = [:]
        while let prediction = try reader.next() {
            if let id = prediction.id {
                if let first = lines.updateValue(reader.line, forKey: id) {
                    throw .badInput(
                        "\(path), line \(reader.line): the id \"\(id)\" is that of line \(first) too. "
                            + "Keep one line for each sample."
                    )
                }
            }
            predictions.append(prediction)
        }
        guard !predictions.isEmpty else {
            throw .badInput("\(path) holds no predictions. Give a file with one JSON object a line.")
        }
        return predictions
    }
}
