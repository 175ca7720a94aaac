// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckCLI

struct GitAttributesTests {
    private static let line = "*.sqlite -text diff=tapedeck merge=tapedeck"

    @Test(arguments: [
        ("", "\(line)\n"),
        ("*.png binary", "*.png binary\n\(line)\n"),
        ("# *.sqlite\r\n*.sql text\r\n", "# *.sqlite\r\n*.sql text\r\n\(line)\r\n"),
        ("*.sqlite binary diff=tapedeck\n*.b x\n", "*.sqlite binary diff=tapedeck merge=tapedeck\n*.b x\n"),
        (
            "*.sqlite -diff merge=ours linguist-generated\n",
            "*.sqlite linguist-generated diff=tapedeck merge=tapedeck\n"
        ),
        ("*.sqlite diff=tapedeck merge=tapedeck binary\n", "*.sqlite binary diff=tapedeck merge=tapedeck\n"),
        ("[attr]*.sqlite x\n", "[attr]*.sqlite x\n\(line)\n"),
    ])
    func `a line is added, or changed where the pattern has one`(text: String, expected: String) {
        var attributes = GitAttributes(text)
        #expect(attributes.install("*.sqlite") != nil)
        #expect(attributes.text == expected)
        #expect(attributes.install("*.sqlite") == nil)
        #expect(attributes.text == expected)
    }

    @Test func `a pattern with spaces is quoted, and found again`() {
        var attributes = GitAttributes("")
        _ = attributes.install(#"my "tapes"/*.sqlite"#)
        #expect(attributes.text == #""my \"tapes\"/*.sqlite" -text diff=tapedeck merge=tapedeck"# + "\n")
        #expect(attributes.install(#"my "tapes"/*.sqlite"#) == nil)
        #expect(attributes.remove().count == 1)
        #expect(attributes.isEmpty)
    }

    @Test func `files in Git LFS are left alone`() {
        let line = "*.sqlite filter=lfs diff=lfs merge=lfs -text"
        var attributes = GitAttributes(line + "\n")
        #expect(attributes.install("*.sqlite") == .keptForLFS(line))
        #expect(attributes.text == line + "\n")
    }

    @Test func `removing leaves what others have put in`() {
        var attributes = GitAttributes(
            "\(Self.line)\n*.png binary\n*.db eol=lf diff=tapedeck merge=tapedeck\n*.x merge=ours\n"
        )
        #expect(attributes.remove().count == 2)
        #expect(attributes.text == "*.png binary\n*.db eol=lf\n*.x merge=ours\n")
        #expect(attributes.remove() == [])
    }
}
