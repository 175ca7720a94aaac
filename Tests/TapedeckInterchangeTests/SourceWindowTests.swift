// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckInterchange

/// Files that are read in pieces of any size, and files larger than what may be in memory.
@Suite(.timeLimit(.minutes(5)))
struct SourceWindowTests {
    private func entry(_ number: Int, filler: Int = 0) -> String {
        """
        - request:
            body: 'question \(number)'
            headers: {}
            method: POST
            uri: https://api.openai.com/v1/completions
          response:
            body:
              string: "\(String(repeating: "x", count: filler))\(number)\\
                \\ é"
            headers: {}
            status: {code: 200, message: OK}

        """
    }

    private func items(_ text: String, pieces: Int, limits: ImportLimits = .standard) throws -> [ImportedItem] {
        var rest = Array(text.utf8)[...]
        var reader = try CassetteImporter(limits: limits).reader(name: "test") { count in
            defer { rest = rest.dropFirst(min(count, pieces)) }
            return Array(rest.prefix(min(count, pieces)))
        }
        var items: [ImportedItem] = []
        while let item = try reader.next() { items.append(item) }
        return items
    }

    @Test(arguments: [1, 2, 7, 64])
    func `gives the same for pieces of any size`(size: Int) throws {
        let interactions = Tapes.random(count: 6, seed: 3)
        for format in ExportFormat.allCases {
            let text = String(decoding: try Tapes.export(interactions, as: format), as: UTF8.self)
            #expect(try items(text, pieces: size) == items(text, pieces: 1 << 20))
        }
    }

    @Test(arguments: ["", "---\n# note\nversion: 1\n"])
    func `reads the entries of a large YAML file one by one`(head: String) throws {
        let count = 6
        let entries = (0..<count).map { entry($0, filler: 1 << 20) }
        for (indented, tail) in [(false, ""), (true, "recorded_with: VCR-vcr/1\n")] {
            let list = entries.joined()
            let lines = list.split(separator: "\n", omittingEmptySubsequences: false).map {
                indented ? "  \($0)" : "\($0)"
            }
            let text = head + "interactions:\n" + lines.joined(separator: "\n") + "\n" + tail
            #expect(text.utf8.count > YAMLEntries.wholeLimit)
            let found = try items(text, pieces: 1 << 20)
            #expect(found.count == count)
            for (number, item) in found.enumerated() {
                guard case .interaction(let interaction, _) = item else { continue }
                #expect(interaction.requestText == "question \(number)")
                #expect(interaction.responseText.hasSuffix("x\(number) é"))
            }
        }
    }

    @Test func `says in which line of a large YAML file an entry is broken`() throws {
        let entries = (0..<6).map { entry($0, filler: 1 << 20) }.joined()
        let found = try items("interactions:\n" + entries + "- request: 'a\n", pieces: 1 << 20)
        guard case .skippedEntry(let skippedEntry)? = found.last else {
            Issue.record("the last entry is not left out")
            return
        }
        #expect(found.count == 7 && skippedEntry.isDamage)
        #expect(skippedEntry.reason.firstMatch(of: /\(line 6[789]\)/) != nil)
    }

    @Test(
        arguments: [
            #"{"recorded_at":"# + "1", #"{"log":{"entries":[{"a":""#, #"{"a":"#, "{\"", "interactions:\n- request: '",
            "- ",
            "9999999999:8:aaaaaaaa,", "x: ",
        ]
    )
    func `stops at a file without end`(start: String) throws {
        var read = 0
        var limits = ImportLimits.standard
        limits.entryBytes = 8 << 20
        let piece = Array(repeating: UInt8(ascii: "1"), count: 256 << 10)
        var reader = try CassetteImporter(limits: limits).reader(name: "test") { count in
            defer { read += count }
            return read == 0 ? Array(start.utf8) : piece
        }
        let failure = #expect(throws: ImportError.self) { while try reader.next() != nil {} }
        #expect(failure?.code == .tooLarge)
        #expect(read < 40 << 20)
    }

    @Test func `bounds the bodies of a file by its size`() throws {
        let bomb = Fixture.binary(Fixture.deflate(Array(repeating: 0, count: 6 << 20)))
        let entry = Fixture.vcrpy(encoding: "gzip", body: bomb).split(separator: "\n").dropFirst().dropLast()
        let text = "interactions:\n" + String(repeating: entry.joined(separator: "\n") + "\n", count: 60)
        #expect(try Fixture.failure(of: text)?.code == .tooLarge)
    }

    @Test func `tells of a disk that fails`() throws {
        struct Failure: Error {}
        var reader = try CassetteImporter().reader(name: "test") { _ in throw Failure() }
        #expect(throws: ImportError.self) { try reader.next() }
    }

    @Test(arguments: [
        #"{"log":{"entries":[]}} x"#, #"{"log":{"entries":[1 2]}}"#, #"{"Entries":[{}"#, "[1", #"{"a" 1}"#, "{,}",
    ])
    func `refuses JSON that is none`(text: String) throws {
        let failure = try #require(try Fixture.failure(of: text))
        #expect(failure.code == .malformed || failure.code == .unknownFormat)
    }
}
