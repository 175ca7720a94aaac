// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCassettes
import TapedeckCore
import TapedeckInterchange

/// A cassette as text for diffs: the text form, indented, without volatile values.
struct DiffText {
    /// The metadata of the cassette.
    let head: String

    private let cassette: Cassette

    init(_ cassette: Cassette) {
        let metadata = cassette.metadata
        var members = [JSONMember(name: "upstream", value: .optional(metadata.upstream))]
        if metadata.matchingRules != .strict {
            members.append(JSONMember(name: "matching", value: metadata.matchingRules.json))
        }
        if !metadata.redactionRules.isEmpty {
            members.append(JSONMember(name: "redaction", value: metadata.redactionRules.json))
        }
        if !metadata.note.isEmpty { members.append(JSONMember(name: "note", value: .string(metadata.note))) }
        self.head = "tapedeck cassette " + JSONValue.object(members).text(indent: 2)
        self.cassette = cassette
    }

    /// An interaction: a line that names it, then request and response.
    func text(of interaction: Interaction) throws -> String {
        let document = InteractionDocument.canonical(interaction, from: cassette)
        let session = interaction.session.isEmpty ? "" : " (session \(interaction.session))"
        let response = interaction.response
        let ending = response.outcome == .truncated ? " broken off" : ""
        return """

            \(VisibleText.line(interaction.request.requestLine)) -> \(response.status)\(ending)\(VisibleText.line(session))
            request \(side(document["request"], interaction.request.headerFields, interaction.request.body))
            response \(side(document["response"], response.headerFields, response.body))
            """
    }

    private func side(_ document: JSONValue?, _ fields: HTTPFields, _ body: RecordedBody) -> String {
        let kept = fields.filter { !VolatileFields.contains($0.name.canonicalName) }.map {
            JSONMember(name: $0.name.canonicalName, value: .string($0.value))
        }
        var members = [JSONMember(name: "headers", value: .object(kept))]
        var events: [String] = []
        if FieldParameters(fields[.contentType] ?? "").value == "text/event-stream", case .bytes(let bytes) = body {
            members.append(JSONMember(name: "says", value: StreamedAnswer(bytes).document))
            // An event is a line, so that a stream does not take more room than what it says.
            events = StreamedAnswer.events(bytes).map { "event \($0.text())" }
        } else if let json = document?["body"]?["json"] {
            members.append(JSONMember(name: "body", value: json))
        } else if let text = document?["body"]?["text"]?.string {
            // A line of the text is a line here, as far as JSON can have it.
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            members.append(JSONMember(name: "body", value: .array(lines.map { .string(String($0)) })))
        } else if let other = document?["body"] {
            members.append(JSONMember(name: "body", value: other))
        }
        return ([JSONValue.object(members).text(indent: 2)] + events).joined(separator: "\n")
    }
}
