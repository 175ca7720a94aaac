// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension CassetteMetadata {
    /// The first line of the text form, with its line end.
    var line: [UInt8] {
        var members: [JSONMember] = []
        members.add("tapedeck_cassette", .integer(CassetteText.version))
        members.add("tool", .string(tool))
        members.add("created", .integer(created))
        if let upstream { members.add("upstream", .string(upstream)) }
        if matchingRules != .strict { members.add("matching", matchingRules.json) }
        if !redactionRules.isEmpty { members.add("redaction", redactionRules.json) }
        if !note.isEmpty { members.add("note", .string(note)) }
        return Array(JSONValue.object(members).text().utf8) + [UInt8(ascii: "\n")]
    }

    /// Reads the first line of the text form.
    /// - Returns: `nil` when the document is something else.
    init?(_ document: JSONValue) throws(SourceProblem) {
        guard let version = document["tapedeck_cassette"] else { return nil }
        guard version.integer == CassetteText.version else {
            throw SourceProblem(
                code: .malformed,
                reason: "the text form is of version \(version.text()), and this tapedeck reads version 1",
                remedy: "use a newer version of tapedeck"
            )
        }
        guard let tool = document["tool"]?.string, let created = document["created"]?.integer else {
            throw .malformed("the first line has no 'tool' or no 'created'")
        }
        guard (0...Timestamp.latest).contains(Int64(created)) else {
            throw .malformed("the 'created' of the first line is not a time in microseconds")
        }
        self.init(tool: tool, created: Int64(created), upstream: document["upstream"]?.string)
        note = document["note"]?.string ?? ""
        do throws(MatchingRuleError) {
            redactionRules = try document["redaction"].map(RedactionRules.init(json:)) ?? .builtIn
            if let rules = document["matching"] { matchingRules = try MatchingRules(json: rules) }
        } catch {
            throw .malformed("the rules of the first line cannot be read: \(error.message)")
        }
    }
}
