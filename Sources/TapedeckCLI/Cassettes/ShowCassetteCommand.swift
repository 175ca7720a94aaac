// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import HTTPTypes
import TapedeckCassettes
import TapedeckCore

struct ShowCassetteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows what a cassette says of itself, and interactions in full.",
        discussion: """
              tapedeck cassette show chat.sqlite          # rules, origin, and every interaction
              tapedeck cassette show chat.sqlite 3 4      # two of them
              tapedeck cassette show chat.sqlite 3 --raw  # the bytes of one answer
            """
    )

    @Argument(help: "The cassette.")
    var file: String

    @Argument(help: "The numbers of interactions, as 'tapedeck cassette list' shows them.")
    var ids: [Int64] = []

    @Flag(help: "Print the response body of one interaction, byte for byte.")
    var raw = false

    @Option(help: "Show at most this many bytes of a body.")
    var limit = 4096

    func validate() throws {
        if raw, ids.count != 1 { throw ValidationError("--raw shows one interaction; give its number.") }
        if limit < 0 { throw ValidationError("--limit takes a number from 0.") }
    }

    func run() async throws {
        let cassette = try Cassette.open(file)
        if raw {
            try writeBody(of: try find(ids[0], in: cassette), from: cassette)
        } else if ids.isEmpty {
            for line in head(cassette) { Terminal.print(line) }
            try cassette.forEachInteraction { try show($0, from: cassette) }
        } else {
            for id in ids { try show(try find(id, in: cassette), from: cassette) }
        }
        try cassette.close()
    }

    private func find(_ id: Int64, in cassette: Cassette) throws -> StoredInteraction {
        guard let stored = try cassette.interactions(after: id - 1, limit: 1).first, stored.id == id else {
            throw CassetteError(
                code: .invalidArgument,
                message: "\(file) has no interaction \(id); 'tapedeck cassette list \(file)' shows which it has."
            )
        }
        return stored
    }

    private func head(_ cassette: Cassette) -> [String] {
        let metadata = cassette.metadata
        let created = Date(timeIntervalSince1970: Double(metadata.created) / 1_000_000)
        var lines = [
            "cassette  \(file)", "made by   \(metadata.tool), \(created.formatted(.iso8601))",
            "upstream  \(metadata.upstream ?? "not known")",
            "matching  \(metadata.matchingRules == .strict ? "strict" : metadata.matchingRules.json.text())",
        ]
        if metadata.redactionRules != .builtIn { lines.append("redacted  \(metadata.redactionRules.json.text())") }
        if !metadata.note.isEmpty { lines.append("note      \(metadata.note)") }
        return lines + [""]
    }

    private func show(_ stored: StoredInteraction, from cassette: Cassette) throws {
        let (request, response) = (stored.interaction.request, stored.interaction.response)
        Terminal.print("#\(stored.id)  \(request.requestLine)")
        try show(request.headerFields, request.body, from: cassette)
        var status = "    -> \(response.status) in \(response.duration / 1000) ms"
        if response.chunks.count > 1 { status += ", \(response.chunks.count) chunks" }
        if response.outcome == .truncated { status += ", broken off" }
        Terminal.print(status)
        try show(response.headerFields, response.body, from: cassette)
        Terminal.print("")
    }

    private func show(_ fields: HTTPFields, _ body: RecordedBody, from cassette: Cassette) throws {
        for field in fields { Terminal.print("    \(field.name): \(field.value)") }
        guard body.length > 0 else { return }
        let (text, isCut) = try text(of: body, from: cassette)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) { Terminal.print("    | \(line)") }
        if isCut { Terminal.print("    | … \(body.length) bytes in all; --limit shows more, --raw everything") }
    }

    /// A body for people: JSON indented, other text as it is, binary by its length.
    private func text(of body: RecordedBody, from cassette: Cassette) throws -> (text: String, isCut: Bool) {
        if case .bytes(let bytes) = body, let document = try? JSONValue(parsing: bytes) {
            let text = document.text(indent: 2)
            return (String(text.prefix(limit)), text.count > limit)
        }
        let start = try cassette.bytes(of: body, range: 0..<min(limit, body.length))
        let isCut = body.length > limit
        // A cut may fall into a character; what is left of it does not make the text binary.
        let whole = isCut ? start.dropLast(start.reversed().prefix { $0 & 0xC0 == 0x80 }.count + 1) : start[...]
        guard let text = String(validating: whole, as: UTF8.self), !text.contains("\0") else {
            return ("(\(body.length) bytes, not text)", false)
        }
        return (text, isCut)
    }

    private func writeBody(of stored: StoredInteraction, from cassette: Cassette) throws {
        let body = stored.interaction.response.body
        for start in stride(from: 0, to: body.length, by: 1 << 20) {
            let bytes = try cassette.bytes(of: body, range: start..<min(start + 1 << 20, body.length))
            try FileHandle.standardOutput.write(contentsOf: Data(bytes))
        }
    }
}

extension Cassette {
    /// A part of a body.
    func bytes(of body: RecordedBody, range: Range<Int>) throws -> [UInt8] {
        switch body {
        case .bytes(let bytes): Array(bytes[range])
        case .stored(let reference): try read(reference, range: range)
        }
    }
}
