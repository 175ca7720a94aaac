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
        abstract: "Shows the metadata of a cassette, or interactions in full.",
        discussion: """
              tapedeck cassette show chat.sqlite                    # rules, origin, and every interaction
              tapedeck cassette show chat.sqlite 3 7-9              # four of them
              tapedeck cassette show chat.sqlite --path /v1/files --status 4xx
              tapedeck cassette show chat.sqlite 3 --events         # a stream event by event
              tapedeck cassette show chat.sqlite 3 --raw            # the bytes of one answer
              tapedeck cassette show chat.sqlite --html chat.html   # all of it as a page for the browser
            """
    )

    @OptionGroup(title: "Configuration") var configuration: ConfigurationOptions

    @Argument(help: "The cassette.", transform: CassetteFolder.path)
    var file: String

    @Argument(help: "Numbers of interactions, as 'tapedeck cassette list' shows them, or ranges such as 7-9.")
    var numbers: [NumberSelection] = []

    @OptionGroup(title: "Selection") var selection: SelectionOptions

    @Flag(help: "Show event streams event by event.")
    var events = false

    @Flag(help: "Print the response body of one interaction, byte for byte.")
    var raw = false

    @Flag(help: "With --raw, print the request body instead.")
    var request = false

    @Flag(help: "Print a JSON object for each interaction.")
    var json = false

    @Option(
        help: "Write the interactions into one HTML file, which needs no server and no network; '-' prints it.",
        completion: .file(extensions: ["html"])
    )
    var html: String?

    @Option(help: "Maximum number of bytes shown of a body; 4096, with --html 1048576.")
    var limit: Int?

    func validate() throws {
        if raw, numbers.count != 1 || numbers[0].range.count != 1 {
            throw ValidationError("--raw shows one interaction; give its number.")
        }
        if request, !raw { throw ValidationError("--request says which body --raw prints.") }
        if raw, json { throw ValidationError("--raw prints bytes and --json objects; leave one of them out.") }
        if html != nil, raw || json || events {
            throw ValidationError("--html writes a page; leave --raw, --json and --events out.")
        }
        if let limit, limit < 0 { throw ValidationError("--limit takes a number from 0.") }
    }

    func run() async throws {
        var outputs = OutputFiles()
        outputs.add("--html", html)
        try outputs.check(cassettes: [file])
        let cassette = try Cassette.open(file)
        var filter = selection.filter
        filter.numbers = numbers.map(\.range)
        // A single number must exist.
        for number in numbers where number.range.count == 1 { _ = try find(number.range.lowerBound, in: cassette) }
        if raw {
            try writeBody(of: try find(numbers[0].range.lowerBound, in: cassette), from: cassette)
        } else if let html {
            try writePage(of: cassette, filter, to: html)
        } else {
            if filter.isEmpty, !json { for line in head(cassette) { Terminal.print(line) } }
            try cassette.forEachInteraction(in: filter) { stored in
                if json {
                    Terminal.print(InteractionDocument(stored, from: cassette).json.text())
                } else {
                    try show(stored, from: cassette)
                }
            }
        }
        try cassette.close()
    }

    private func writePage(of cassette: Cassette, _ filter: InteractionFilter, to path: String) throws {
        let count = try CassettePage(cassette: cassette, filter: filter, bodyLimit: limit).write(to: path)
        if path != "-" { Terminal.note("\(path) shows \(counted(count, "interaction")).") }
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
        if !metadata.redactionRules.isEmpty { lines.append("redacted  \(metadata.redactionRules.json.text())") }
        if !metadata.note.isEmpty { lines.append("note      \(metadata.note)") }
        return lines + [""]
    }

    private func show(_ stored: StoredInteraction, from cassette: Cassette) throws {
        let (request, response) = (stored.interaction.request, stored.interaction.response)
        let session = stored.interaction.session.isEmpty ? "" : "  session \(stored.interaction.session)"
        Terminal.print(StyledText("#\(stored.id)  \(request.requestLine)\(session)", .heading))
        try show(request.headerFields, request.body, from: cassette)
        var status = " in \(response.duration / 1000) ms"
        if response.chunks.count > 1 { status += ", \(response.chunks.count) chunks" }
        if response.outcome == .truncated { status += ", broken off" }
        let code = StyledText("\(response.status)", StyledText.Style(status: response.status))
        Terminal.print(StyledText("    -> ") + code + status)
        try show(response.headerFields, response.body, from: cassette)
        Terminal.print("")
    }

    private func show(_ fields: HTTPFields, _ body: RecordedBody, from cassette: Cassette) throws {
        for field in fields { Terminal.print("    \(field.name): \(field.value)") }
        let text = BodyText(limit: limit ?? 4096, showsEvents: events)
        for line in try text.lines(of: body, contentType: fields[.contentType], from: cassette) {
            Terminal.print("    | \(line)")
        }
    }

    private func writeBody(of stored: StoredInteraction, from cassette: Cassette) throws {
        let body = request ? stored.interaction.request.body : stored.interaction.response.body
        for start in stride(from: 0, to: body.length, by: 1 << 20) {
            let bytes = try cassette.bytes(of: body, range: start..<min(start + 1 << 20, body.length))
            guard !Terminal.showsResults || !VisibleText.hasControls(bytes) else {
                throw CassetteError(
                    code: .invalidArgument,
                    message: "The body has control characters, which a terminal would obey; send --raw into a file "
                        + "or a program, or leave it out."
                )
            }
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
