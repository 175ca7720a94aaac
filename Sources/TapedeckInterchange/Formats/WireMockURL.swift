// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The URL of a WireMock stub.
enum WireMockURL {
    /// Characters that make a pattern more than its text.
    private static let patternCharacters = Set("\\^$.|?*+()[]{}")

    /// Path and query.
    /// - Throws: The reason why the stub does not name one.
    static func target(of request: SourceValue) throws(WireMockFormat.Refusal) -> String {
        if let url = request["url"]?.text { return url }
        guard let path = try path(of: request) else { throw .init(reason: "the stub answers every URL") }
        var items: [String] = []
        for parameter in request["queryParameters"]?.members ?? [] {
            guard let value = parameter.value["equalTo"]?.text else {
                throw .init(reason: "the query item '\(parameter.name)' is matched by more than its value")
            }
            items.append("\(escaped(parameter.name))=\(escaped(value))")
        }
        return path + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
    }

    private static func path(of request: SourceValue) throws(WireMockFormat.Refusal) -> String? {
        if let path = request["urlPath"]?.text { return path }
        for name in ["urlPattern", "urlPathPattern", "urlPathTemplate"] {
            guard let pattern = request[name]?.text else { continue }
            guard !pattern.contains(where: patternCharacters.contains) else {
                throw .init(reason: "the URL is a pattern (\(name))")
            }
            return pattern
        }
        return nil
    }

    private static func escaped(_ text: String) -> String {
        var escaped: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                escaped.append(byte)
            default: escaped += Array("%\(CollectionOfOne(byte).hexadecimal.uppercased())".utf8)
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}
