// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckTestSupport
import TapedeckInterchange

/// Source files made by hand, and what the importer makes of them.
enum Fixture {
    static func read(
        _ text: String,
        rules: RedactionRules = .builtIn,
        limits: ImportLimits = .standard
    ) throws -> ImportedFile {
        try CassetteImporter(redactionRules: rules, limits: limits).read(Array(text.utf8), name: "test.yml")
    }

    static func failure(of bytes: [UInt8], limits: ImportLimits = .standard) throws -> ImportError? {
        let importer = try CassetteImporter(limits: limits)
        do throws(ImportError) {
            _ = try importer.read(bytes, name: "test.yml")
            return nil
        } catch {
            return error
        }
    }

    static func failure(of text: String, limits: ImportLimits = .standard) throws -> ImportError? {
        try failure(of: Array(text.utf8), limits: limits)
    }

    /// A vcrpy cassette of one exchange; bodies and request fields are YAML values.
    static func vcrpy(
        uri: String = "https://api.openai.com/v1/models",
        request: String = "null",
        fields: String = "{}",
        encoding: String = "identity",
        type: String = "application/json",
        body: String = "'{}'"
    ) -> String {
        """
        interactions:
        - request:
            body: \(request)
            headers: \(fields)
            method: POST
            uri: \(uri)
          response:
            body: {string: \(body)}
            headers:
              content-encoding: [\(encoding)]
              content-type: [\(type)]
            status: {code: 200, message: OK}
        version: 1
        """
    }

    /// Compresses with zlib; the window bits are 31 for gzip, 15 for zlib, -15 for no wrapper.
    static func deflate(_ bytes: [UInt8], windowBits: Int32 = 31) -> [UInt8] {
        Compression.deflate(bytes, windowBits: windowBits)
    }

    /// A YAML scalar of bytes.
    static func binary(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let text = stride(from: 0, to: bytes.count, by: 3).map { start in
            let group = bytes[start..<min(start + 3, bytes.count)]
            let value = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * (3 - UInt32(group.count)))
            let encoded = (0...group.count).map { digits[Int(value >> (18 - 6 * UInt32($0)) & 63)] }
            return String(encoded) + String(repeating: "=", count: 3 - group.count)
        }
        return "!!binary \"\(text.joined())\""
    }
}

extension Interaction {
    var requestText: String { String(decoding: request.body.inMemory, as: UTF8.self) }
    var responseText: String { String(decoding: response.body.inMemory, as: UTF8.self) }
}
