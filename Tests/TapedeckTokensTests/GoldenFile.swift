// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Reads the goldens beside this file; `Golden/README.md` says where they come from.
enum GoldenFile {
    struct Missing: Error {
        let name: String
    }

    static func data(_ name: String) throws -> Data {
        guard let folder = Bundle.module.resourceURL else { throw Missing(name: name) }
        return try Data(contentsOf: folder.appending(path: "Golden/\(name)"))
    }

    /// One value for each line of a JSONL file.
    static func records<Record: Decodable>(_ name: String, as type: Record.Type = Record.self) throws -> [Record] {
        try data(name).split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Record.self, from: $0) }
    }
}
