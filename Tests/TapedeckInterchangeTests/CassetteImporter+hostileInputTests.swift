// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckInterchange
import Testing

@Suite(.timeLimit(.minutes(5)))
struct HostileImportTests {
    private func laughs(_ first: String, levels: Int = 40) -> String {
        (1...levels).reduce("a0: &a0 \(first)\n") { $0 + "a\($1): &a\($1) [*a\($1 - 1), *a\($1 - 1)]\n" }
    }

    @Test func `refuses aliases that unfold without end`() throws {
        let failure = try #require(try Fixture.failure(of: laughs("x") + "interactions: []\n"))
        #expect(failure.code == .tooLarge)
        #expect(failure.line == 20)
        #expect(failure.description.contains("the YAML unfolds to more than 4000000 elements; split the file"))
    }

    @Test func `refuses aliases that unfold inside of keys`() throws {
        let bomb = laughs("[x, y]") + "? *a40\n: 1\ninteractions: []\n"
        #expect(try Fixture.failure(of: bomb)?.code == .tooLarge)
        let inFlow = "a: &a [x,x]\nb: &b {? [*a,*a] : 1}\n" + laughs("[*b,*b]").replacing("a0", with: "b0")
        #expect(try Fixture.failure(of: inFlow.replacing("*a0", with: "*b0"))?.code == .tooLarge)
    }

    @Test func `refuses one long text that aliases repeat`() throws {
        let text = "a: &a '\(String(repeating: "x", count: 100_000))'\nb: [\(String(repeating: "*a,", count: 5_000))]\n"
        #expect(try Fixture.failure(of: text)?.reason.contains("bytes of text") == true)
    }

    @Test(arguments: ["[", "{a: ", "- ", "? ", "[{"])
    func `refuses deep nesting in YAML`(opening: String) throws {
        let failure = try #require(try Fixture.failure(of: "x:\n  " + String(repeating: opening, count: 200_000)))
        #expect(failure.reason == "the YAML is nested deeper than 200 levels")
        #expect(failure.line == 2)
    }

    @Test func `refuses deep nesting in JSON`() throws {
        let failure = try #require(try Fixture.failure(of: #"{"log":"# + String(repeating: "[", count: 200_000)))
        #expect(failure.reason == "the JSON is not readable: nesting deeper than 512 levels")
    }

    @Test(
        arguments: [
            #"{"log":["# + String(repeating: "0,", count: 2_000), "{" + String(repeating: #""a":0,"#, count: 2_000),
            "a:\n" + String(repeating: "- \n", count: 2_000),
        ]
    )
    func `refuses more elements than the limit`(text: String) throws {
        #expect(try Fixture.failure(of: text, limits: ImportLimits(elements: 1_000))?.code == .tooLarge)
    }

    @Test func `refuses a file beyond the limit`() throws {
        let failure = try #require(try Fixture.failure(of: Fixture.vcrpy(), limits: ImportLimits(entryBytes: 64)))
        #expect(failure.code == .tooLarge)
        #expect(failure.description.contains("'entryBytes'"))
    }

    @Test func `refuses text that is not UTF-8 and says where`() throws {
        let failure = try #require(try Fixture.failure(of: Array("a: 1\nb: ".utf8) + [0xFF, 0xFE, 0x0A]))
        #expect(failure.description == "test.yml:2: the text is not UTF-8; convert the file to UTF-8")
    }

    @Test(arguments: ["", " \n", "\u{FEFF}"])
    func `refuses an empty file`(text: String) throws {
        #expect(try Fixture.failure(of: text)?.reason == "the file is empty")
    }

    @Test func `refuses YAML that breaks off and says where`() throws {
        let failure = try #require(try Fixture.failure(of: "interactions:\n- request: 'abc"))
        #expect(failure.code == .malformed)
        #expect(failure.line == 2)
        #expect(failure.reason == "the YAML is not readable: found unexpected end of stream")
    }

    @Test func `shows no line of a broken file`() throws {
        let failure = try #require(try Fixture.failure(of: "interactions:\n- key: sk-abc: sk-def\n  : :"))
        #expect(!failure.description.contains("sk-"))
    }

    @Test func `refuses JSON that breaks off and says where`() throws {
        let failure = try #require(try Fixture.failure(of: "{\n \"log\": {\n"))
        #expect(failure.line == 3)
        #expect(failure.description.split(whereSeparator: \.isNewline).count == 1)
    }

    @Test func `refuses binary values that are not base64`() throws {
        let failure = try #require(try Fixture.failure(of: Fixture.vcrpy(body: "!!binary 'A*=='")))
        #expect(
            failure.description
                == "test.yml: interaction 1: the binary value is not base64; repair the file or record it again"
        )
    }

    @Test func `refuses compressed bodies that end too early, are damaged or go on`() throws {
        let whole = Fixture.deflate(Array(repeating: 7, count: 5_000) + (0...255))
        var damaged = whole
        damaged[whole.count - 6] ^= 0xFF
        for (body, reason) in [
            (whole.dropLast(9), "the gzip data ends too early"), (damaged[...], "the gzip data is damaged"),
            (whole + [1, 2], "2 bytes follow the end of the gzip data"),
        ] {
            let text = Fixture.vcrpy(encoding: "gzip", body: Fixture.binary(Array(body)))
            let failure = try #require(try Fixture.failure(of: text))
            #expect(failure.code == .damagedBody)
            #expect(
                failure.description
                    == "test.yml: interaction 1: \(reason); restore the file or record it again"
            )
        }
    }

    @Test func `refuses bodies that unfold beyond the limits`() throws {
        let bomb = Fixture.binary(Fixture.deflate(Array(repeating: 0, count: 32 << 20)))
        let byRatio = try Fixture.failure(of: Fixture.vcrpy(encoding: "gzip", body: bomb))
        #expect(byRatio?.reason == "a body unfolds to more than 200 times its size")
        let bySize = try Fixture.failure(
            of: Fixture.vcrpy(encoding: "gzip", body: bomb),
            limits: ImportLimits(decodedBytes: 1 << 20)
        )
        #expect(bySize?.reason == "the bodies unfold to more than 1048576 bytes")
    }

    @Test func `ends on every prefix of a file`() throws {
        let file = Array(Fixture.vcrpy(request: "|-\n      a\n       b", fields: "{? [a] : &x 'y', z: *x}").utf8)
        for length in 0..<file.count { _ = try Fixture.failure(of: Array(file.prefix(length))) }
    }

    @Test func `ends on every file with one byte changed`() throws {
        let file = Array(Fixture.vcrpy(request: "|-\n      a\n       b", fields: "{? [a] : &x 'y', z: *x}").utf8)
        for (index, byte) in zip(file.indices, Array("[{'\"|>&*!-?:#\t\n\r%@`\u{1}".utf8).cycled) {
            var changed = file
            changed[index] = byte
            _ = try Fixture.failure(of: changed)
        }
    }
}

extension Array {
    /// The elements over and over.
    fileprivate var cycled: some Sequence<Element> {
        sequence(state: 0) { index in
            defer { index += 1 }
            return self[index % count]
        }
    }
}
