// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct FileTextTests {
    private func text(_ bytes: [UInt8], _ name: String = "a.txt") throws -> String {
        String(decoding: try FileText.read(bytes, named: name), as: UTF8.self)
    }

    @Test(arguments: ["a.txt", "a.md", "a.json", "a.jsonl", "a.csv", "a.py", "README", "a.unknown"])
    func `text is read as it is`(name: String) throws {
        #expect(try text(Array("Grüße,\n世界".utf8), name) == "Grüße,\n世界")
    }

    @Test func `byte order marks tell the encoding`() throws {
        #expect(try text([0xEF, 0xBB, 0xBF] + Array("é".utf8)) == "é")
        #expect(try text([0xFF, 0xFE, 0xE9, 0x00, 0x61, 0x00]) == "éa")
        #expect(try text([0xFE, 0xFF, 0x00, 0xE9, 0x00, 0x61]) == "éa")
    }

    @Test func `the visible text of HTML is read`() throws {
        let page = """
            <!DOCTYPE html><html><head><title>Opening &amp; hours</title><style>p { color: red }</style>
            <SCRIPT type="text/javascript">if (a < b) { alert("</p>") }</SCRIPT></head>
            <body><!-- <p>not this</p> --><p class="a">We open at&nbsp;ten.</p><p>2 < 3 &unknown;</p></body></html>
            """
        let words = try text(Array(page.utf8), "a.html").split { $0.isWhitespace }
        #expect(words.joined(separator: " ") == "Opening & hours We open at ten. 2 < 3 &unknown;")
        #expect(try text(Array("<p>x".utf8), "a.txt") == "<p>x")
    }

    @Test(
        arguments: [
            ([0xFF, 0xFE, 0x00], "a.txt"), ([0x25, 0x50], "a.pdf"), ([0x89, 0x50, 0x4E, 0x47], "a.png"),
            ([0x61, 0x00], "a.txt"),
            ([0x61], "a.DOCX"), ([0xFF, 0xFE, 0x00, 0xD8], "a.txt"),
        ] as [([UInt8], String)]
    )
    func `what is not text is unsupported`(bytes: [UInt8], name: String) {
        #expect(throws: FileFault.unsupported) { try FileText.read(bytes, named: name) }
    }

    @Test(arguments: ["", " \n", "\u{FEFF}"])
    func `a file without text is empty`(text: String) {
        #expect(throws: FileFault.empty) { try FileText.read(Array(text.utf8), named: "a.txt") }
    }

    @Test func `HTML that never ends is read in a time that grows with its length`() throws {
        for part in ["<", "<script>", "<!--", "&", "<a ", "</"] {
            let page = Array(String(repeating: part, count: 20_000).utf8)
            _ = HTMLText.visible(in: page)
        }
    }
}
