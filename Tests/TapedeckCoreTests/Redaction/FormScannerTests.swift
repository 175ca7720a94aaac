// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckTestSupport
import Testing

@testable import TapedeckCore

struct FormScannerTests {
    private func scan(_ bytes: [ArraySlice<UInt8>], _ type: String) throws -> String {
        let syntax = try #require(FormScanner.Syntax(contentType: type))
        var scanner = FormScanner(syntax, placeholder: .uniform)
        return String(decoding: bytes.flatMap { scanner.push($0) } + scanner.finish(), as: UTF8.self)
    }

    private static let long = String(repeating: "x", count: 700)

    @Test(arguments: [
        ("a=b&api_key=abc&c=d", "a=b&api_key=REDACTED&c=d"), ("key=abc", "key=REDACTED"),
        ("api%5Fkey=a%20b&&x", "api%5Fkey=REDACTED&&x"), ("key&key=&monkey=a", "key&key=&monkey=a"),
        ("sig=\(long)&a=1", "sig=REDACTED&a=1"), ("purpose=assistants", "purpose=assistants"), ("", ""),
    ])
    func `replaces fields that are named like a credential`(text: String, expected: String) throws {
        let bytes = Array(text.utf8)
        for pieces in [[bytes[...]]] + bytes.cuts {
            #expect(try scan(pieces, "application/x-www-form-urlencoded; charset=utf-8") == expected)
        }
    }

    private func form(_ values: [String]) -> String {
        let heads = [
            #"form-data; name="purpose""#, #"form-data; name="api_key""#,
            "form-data; name=hf_token\r\nContent-Type: x/y",
            #"form-data; name="file"; filename="password""#, #"form-data; name="secret"; filename="a.txt""#,
        ]
        return zip(heads, values).map { "--b\r\nContent-Disposition: \($0)\r\n\r\n\($1)\r\n" }.joined() + "--b--\r\n"
    }

    @Test func `replaces parts that are named like a credential and are no files`() throws {
        let bytes = Array(form(["fine-tune", "abc", Self.long, "content\r\n", "a file"]).utf8)
        let expected = form(["fine-tune", "REDACTED", "REDACTED", "content\r\n", "a file"])
        for pieces in [[bytes[...]]] + bytes.cuts {
            #expect(try scan(pieces, "multipart/form-data; boundary=b") == expected)
        }
    }
}
