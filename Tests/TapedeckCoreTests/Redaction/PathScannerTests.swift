// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckTestSupport
import Testing

@testable import TapedeckCore

struct PathScannerTests {
    private func scan(_ pieces: [ArraySlice<UInt8>], _ paths: [JSONPath]) -> (text: String, replacements: Int) {
        var scanner = PathScanner(paths, placeholder: .uniform)
        let bytes = pieces.flatMap { scanner.push($0) } + scanner.finish()
        return (String(decoding: bytes, as: UTF8.self), scanner.replacements)
    }

    private static let long = String(repeating: "x\\\"", count: 300)

    @Test(arguments: [
        (
            "$..name", #"{"name":"a","b":[{"name":"c","d":"e"}],"f":1}"#,
            #"{"name":"REDACTED","b":[{"name":"REDACTED","d":"e"}],"f":1}"#
        ),
        ("$.a.b", #"{"a":{"b":"x","c":"x"},"b":"x"}"#, #"{"a":{"b":"REDACTED","c":"x"},"b":"x"}"#),
        ("$.a[1]", #"{"a":["x","y","z"]}"#, #"{"a":["x","REDACTED","z"]}"#),
        ("$.a[*].id", #"{"a":[{"id":12},{"id":-3.5,"x":1}]}"#, #"{"a":[{"id":0},{"id":0,"x":1}]}"#),
        (
            "$.user", #"{"user":{"a":"x","b":[1,"y",true,null]},"c":"z"}"#,
            #"{"user":{"a":"REDACTED","b":[0,"REDACTED",true,null]},"c":"z"}"#
        ),
        ("$.a", "{\"a\":\"1\"}\n{\"a\":\"2\"}\n", "{\"a\":\"REDACTED\"}\n{\"a\":\"REDACTED\"}\n"),
        ("$.a", "data: {\"a\":\"1\"}\n\ndata: [DONE]\n\n", "data: {\"a\":\"REDACTED\"}\n\ndata: [DONE]\n\n"),
        (
            "$..name", #"{"n\u0061me":"x","a":"\#(long)","name":"\#(long)"}"#,
            #"{"n\u0061me":"REDACTED","a":"\#(long)","name":"REDACTED"}"#
        ),
        ("$.a", #"{"a":"","b":"c"}"#, #"{"a":"","b":"c"}"#),
        ("$.a", "no JSON \"a\":\"b\" here", "no JSON \"a\":\"b\" here"),
        ("$['odd name']", #"{ "odd name" : "x" , "b" : "y" }"#, #"{ "odd name" : "REDACTED" , "b" : "y" }"#),
    ])
    func `replaces what a path names, however the bytes are cut`(path: String, text: String, expected: String) throws {
        let paths = [try JSONPath(path)]
        let bytes = Array(text.utf8)
        for pieces in [[bytes[...]]] + bytes.cuts { #expect(scan(pieces, paths).text == expected) }
        #expect(scan([Array(expected.utf8)[...]], paths).text == expected)
    }
}
