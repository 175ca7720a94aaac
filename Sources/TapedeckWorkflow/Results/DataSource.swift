// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The data that a model was evaluated on.
package struct DataSource: Sendable, Hashable {
    /// The name of the file, without folders.
    package var file: String
    /// SHA-256 of the samples in hexadecimal digits.
    package var sha256: String
    /// Number of samples.
    package var count: Int

    /// Creates a value.
    /// - Parameters:
    ///   - file: The name of the file, without folders.
    ///   - sha256: SHA-256 of the samples in hexadecimal digits.
    ///   - count: Number of samples.
    package init(file: String, sha256: String, count: Int) {
        self.file = file
        self.sha256 = sha256
        self.count = count
    }
}
