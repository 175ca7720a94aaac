// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A data set: samples with different ids, in the order of their file.
package struct DataSet: Sendable, Hashable {
    /// The samples, each id once.
    package let samples: [Sample]
    /// The random choice that these samples are; nil for all of a file.
    package private(set) var choice: Choice?

    /// A random choice of samples.
    package struct Choice: Sendable, Hashable {
        /// Number of samples to choose from.
        package let total: Int
        /// The seed of the choice.
        package let seed: UInt64

        /// Creates a description of a choice.
        package init(total: Int, seed: UInt64) {
            self.total = total
            self.seed = seed
        }
    }

    /// Creates a data set.
    /// - Parameters:
    ///   - samples: The samples.
    ///   - name: The name of the data set in messages.
    /// - Throws: ``WorkflowError`` when there are no samples, or two have the same id.
    package init(_ samples: [Sample], name: String = "the data") throws(WorkflowError) {
        guard !samples.isEmpty else { throw .badInput("\(name) holds no samples. Give at least one.") }
        var places: SpelledDictionary<Int> = [:]
        for (index, sample) in samples.enumerated() {
            if let first = places.updateValue(index, forKey: sample.id) {
                throw .badInput(
                    "\(name): samples \(first + 1) and \(index + 1) have the same id '\(sample.id)'. "
                        + "Give each an id of its own, or name the column of the ids in the field map."
                )
            }
        }
        self.samples = samples
    }

    /// Reads a file: JSON lines, a JSON array, CSV, or a JSON object of columns.
    /// - Parameters:
    ///   - path: The file.
    ///   - fields: The columns of id, dialogue and summary.
    /// - Throws: ``WorkflowError`` naming the file and the line that cannot be used.
    package init(path: String, fields: FieldMap = FieldMap()) throws(WorkflowError) {
        let rows = try DataSetReader(path: path, bytes: try DiskFile.read(path)).rows()
        guard !rows.isEmpty else { throw .badInput("\(path) holds no samples. Give a file with at least one.") }
        let idColumn = fields.id ?? (rows.contains { $0["id"] != nil } ? "id" : nil)
        var samples: [Sample] = []
        samples.reserveCapacity(rows.count)
        var places: SpelledDictionary<String> = [:]
        for (index, row) in rows.enumerated() {
            let sample = try Self.sample(row, index, idColumn, fields, path)
            if let first = places.updateValue(row.place, forKey: sample.id) {
                throw .badInput(
                    "\(path), \(row.place): the id '\(sample.id)' stands at \(first) already. Each sample needs an id "
                        + "of its own."
                )
            }
            samples.append(sample)
        }
        self.samples = samples
    }

    /// Spellings of missing values, which programs write in place of texts.
    private static let missing: Set<String> = ["nan", "-nan", "inf", "-inf", "infinity", "-infinity"]

    private static func sample(
        _ row: DataRow,
        _ index: Int,
        _ idColumn: String?,
        _ fields: FieldMap,
        _ path: String
    ) throws(WorkflowError) -> Sample {
        func text(_ column: String, _ role: String) throws(WorkflowError) -> String {
            guard let cell = row[column] else {
                let columns = row.cells.map { "'\($0.column)'" }.joined(separator: ", ")
                throw .badInput(
                    "\(path), \(row.place): there is no \(role) '\(column)'; the columns are \(columns). "
                        + "Name the right one in the field map."
                )
            }
            guard let text = cell.text, !text.allSatisfy(\.isWhitespace) else {
                throw .badInput("\(path), \(row.place): the \(role) '\(column)' is empty.")
            }
            guard !missing.contains(text.lowercased()) else {
                throw .badInput(
                    "\(path), \(row.place): the \(role) '\(column)' is \(text), as Python writes a missing value. Fill it in, or "
                        + "leave the row out."
                )
            }
            return text
        }
        let id = if let idColumn { try text(idColumn, "id") } else { "\(index)" }
        var named: [Sample.Field] = [
            Sample.Field(name: "dialogue", text: try text(fields.dialogue, "dialogue")),
            Sample.Field(name: "summary", text: try text(fields.summary, "summary")),
        ]
        for cell in row.cells where ![fields.dialogue, fields.summary].contains(cell.column) {
            guard let text = cell.text, !named.contains(where: { $0.name.isSpelled(like: cell.column) }) else {
                continue
            }
            named.append(Sample.Field(name: cell.column, text: text))
        }
        if !named.contains(where: { $0.name == "id" }) { named.append(Sample.Field(name: "id", text: id)) }
        return Sample(id: id, fields: named)
    }

    /// A random subset, in the order of the data: the same samples for a seed on every platform.
    ///
    /// SplitMix64 from the seed drives the first `limit` steps of a Fisher–Yates shuffle of the positions.
    /// - Parameters:
    ///   - limit: Maximum number of samples, at least 1; nil keeps all.
    ///   - seed: The seed.
    /// - Returns: The subset; the whole data set when it has no more than `limit` samples.
    package func subset(limit: Int?, seed: UInt64 = 0) -> DataSet {
        guard let limit, limit < samples.count else { return self }
        var chooser = SeededSubset(seed: seed)
        var subset = DataSet(known: chooser.indexes(max(1, limit), of: samples.count).map { samples[$0] })
        subset.choice = Choice(total: samples.count, seed: seed)
        return subset
    }

    private init(known samples: [Sample]) { self.samples = samples }

    /// SHA-256 over ids, dialogues and summaries in order, in hexadecimal; it does not depend on the file format.
    package var digest: String {
        Digest.hexadecimal(of: samples.flatMap { [$0.id, $0.dialogue, $0.summary] })
    }
}

/// The columns of a data file that hold the id, the dialogue and the summary.
public struct FieldMap: Sendable, Hashable {
    /// The column of the id; nil takes the column `id` where there is one, or else numbers the rows from 0.
    package var id: String?
    /// The column of the text to summarise.
    package var dialogue: String
    /// The column of the reference summary.
    package var summary: String

    /// Creates a field map; the defaults are the columns of the SAMSum data set.
    /// - Parameters:
    ///   - id: The column of the id; nil takes the column `id` where there is one, or else numbers the rows from 0.
    ///   - dialogue: The column of the text to summarize.
    ///   - summary: The column of the reference summary.
    public init(id: String? = nil, dialogue: String = "dialogue", summary: String = "summary") {
        self.id = id
        self.dialogue = dialogue
        self.summary = summary
    }

    /// The field name of a column in samples.
    func name(of column: String) -> String {
        switch column {
        case dialogue: "dialogue"
        case summary: "summary"
        default: column
        }
    }
}

/// A random choice of rows, the same on every platform: SplitMix64 and the first steps of a Fisher–Yates shuffle.
///
/// Source: Durstenfeld, *Algorithm 235: Random permutation*, 1964; ``SplitMix64``.
struct SeededSubset {
    private var generator: SplitMix64

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    /// The indexes of `limit` rows out of `count`, ascending, each set of rows as likely as any other.
    mutating func indexes(_ limit: Int, of count: Int) -> [Int] {
        guard limit < count else { return Array(0..<count) }
        var indexes = Array(0..<count)
        for place in 0..<limit {
            let other = place + Int(next(below: UInt64(count - place)))
            indexes.swapAt(place, other)
        }
        return indexes[..<limit].sorted()
    }

    /// A number below `bound`, which is at least 1; outputs past the last multiple of it are rejected.
    private mutating func next(below bound: UInt64) -> UInt64 {
        let excess = (UInt64.max % bound + 1) % bound
        while true {
            let value = generator.next()
            if value <= UInt64.max - excess { return value % bound }
        }
    }
}
