// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The source of an evaluation's samples.
package struct DataSource: Sendable, Hashable {
    /// The name of the file, without folders.
    package var file: String
    /// SHA-256 of the samples in hexadecimal digits.
    package var sha256: String
    /// Number of samples.
    package var count: Int
    /// The random choice that the samples are; nil for all of the file.
    package var choice: DataSet.Choice?

    /// Creates a value.
    /// - Parameters:
    ///   - file: The name of the file, without folders.
    ///   - sha256: SHA-256 of the samples in hexadecimal digits.
    ///   - count: Number of samples.
    ///   - choice: The random choice that the samples are; nil for all of the file.
    package init(file: String, sha256: String, count: Int, choice: DataSet.Choice? = nil) {
        self.file = file
        self.sha256 = sha256
        self.count = count
        self.choice = choice
    }
}

extension DataSource {
    /// The source as JSON; a choice of samples has the number that it was made from, and its seed.
    var json: JSONValue {
        var members = [
            JSONMember(name: "file", value: .string(file)), JSONMember(name: "sha256", value: .string(sha256)),
            JSONMember(name: "count", value: .integer(count)),
        ]
        if let choice {
            members.append(JSONMember(name: "of", value: .integer(choice.total)))
            members.append(JSONMember(name: "seed", value: .integer(choice.seed)))
        }
        return .object(members)
    }

    /// Reads a source; nil without a digest.
    init?(json: JSONValue) {
        guard let digest = json["sha256"]?.string else { return nil }
        self.init(file: json["file"]?.string ?? "", sha256: digest, count: json["count"]?.integer ?? 0)
        if let total = json["of"]?.integer, let seed = json["seed"]?.integer.flatMap(UInt64.init(exactly:)) {
            choice = DataSet.Choice(total: total, seed: seed)
        }
    }
}
