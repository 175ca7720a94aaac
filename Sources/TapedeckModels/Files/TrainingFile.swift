// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Training files that are in memory as a whole.
package enum TrainingFile {
    /// Checks a file and reads its examples.
    /// - Parameters:
    ///   - bytes: The whole file.
    ///   - rules: What it is checked against.
    ///   - faultLimit: How many faults to look for, 1 or more.
    /// - Returns: What the file holds and its faults, and the good examples in order.
    package static func read(
        _ bytes: ArraySlice<UInt8>,
        rules: TrainingRules,
        faultLimit: Int = 1
    ) -> (report: TrainingFileReport, examples: [TrainingExample]) {
        var reader = TrainingFileReader(rules: rules, faultLimit: faultLimit)
        var examples: [TrainingExample] = []
        reader.push(bytes) { (example) throws(Never) in examples.append(example) }
        let report = reader.finish { (example) throws(Never) in examples.append(example) }
        return (report, examples)
    }
}
