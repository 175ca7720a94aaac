// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct FieldParametersTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let value: String
        let parameters: [String: String]
        var testDescription: String { text }

        init(_ text: String, _ value: String, _ parameters: [String: String] = [:]) {
            self.text = text
            self.value = value
            self.parameters = parameters
        }
    }

    static let cases = [
        Case("", ""),
        Case(" Application/JSON ", "application/json"),
        Case("text/plain; charset=UTF-8", "text/plain", ["charset": "UTF-8"]),
        Case("a;b=1;C=2", "a", ["b": "1", "c": "2"]),
        Case("a; b=1; b=2", "a", ["b": "1"]),
        Case("multipart/form-data; boundary=\"a;b=\\\"c\\\\\"", "multipart/form-data", ["boundary": "a;b=\"c\\"]),
        Case("form-data; name=\"f\"; filename=\"a b.jsonl\"", "form-data", ["name": "f", "filename": "a b.jsonl"]),
        Case("form-data; filename*=UTF-8''na%C3%AFve.txt", "form-data", ["filename*": "UTF-8''na%C3%AFve.txt"]),
        Case("a; b", "a"),
        Case("a; b; c=1", "a", ["c": "1"]),
        Case("a;;; b = 1 ;", "a", ["b": "1"]),
        Case("a; b=", "a", ["b": ""]),
        Case("a; b=\"open", "a", ["b": "open"]),
        Case("a; b=\"open\\", "a", ["b": "open\\"]),
        Case("a; b=\"1\"junk; c=2", "a", ["b": "1", "c": "2"]),
        Case(";b=1", "", ["b": "1"]),
        Case(#"a; b="C:\data\train.jsonl""#, "a", ["b": #"C:\data\train.jsonl"#]),
        Case(#"a; b="C:\\data\\train.jsonl""#, "a", ["b": #"C:\data\train.jsonl"#]),
        Case(#"a; b="\\server\share""#, "a", ["b": #"\\server\share"#]),
        Case(#"a; b="C:\say \"hi\".txt""#, "a", ["b": #"C:\say "hi".txt"#]),
        Case(#"a; b="C:\folder\""#, "a", ["b": #"C:\folder\"#]),
        Case("a; b=\"\u{301}x\"; c=1", "a", ["b": "\u{301}x", "c": "1"]),
    ]

    @Test(arguments: cases)
    func `reads a value with its parameters`(_ row: Case) {
        let field = FieldParameters(row.text)
        #expect(field.value == row.value)
        #expect(field.parameters == row.parameters)
    }

    @Test func `undoes what browsers escape in the names of a form`() {
        let field = FieldParameters(#"form-data; name="a%22b"; filename*=UTF-8''x"#)
        #expect(field.formParameter("name") == "a\"b")
        #expect(field.formParameter("filename") == "UTF-8''x")
    }
}
