// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// Imports the cassettes of other tools, and cassettes in the text form.
///
/// The format is found by content. Bodies are decoded from their content encoding, secrets are redacted, and event
/// streams are cut into chunks behind every event where the source kept no pieces. Requests that are repeated keep their order.
package struct CassetteImporter: Sendable {
    /// The bounds of what one file may cost.
    package let limits: ImportLimits
    private let rules: CompiledRedaction
    private let matchedHeaders: Set<String>
    private let secrets: [String]

    /// Creates an importer.
    /// - Parameters:
    ///   - redactionRules: The rules of the cassette the interactions go into.
    ///   - matchedHeaders: Lower-case names of request fields that matching compares, which are kept for that.
    ///   - secrets: Secrets known otherwise, such as a key in the environment.
    ///   - limits: The bounds of what one file may cost.
    /// - Throws: `MatchingRuleError` when a rule is not a regular expression.
    package init(
        redactionRules: RedactionRules = .builtIn,
        matchedHeaders: Set<String> = [],
        secrets: [String] = [],
        limits: ImportLimits = .standard
    ) throws(MatchingRuleError) {
        self.rules = try CompiledRedaction(redactionRules)
        self.matchedHeaders = matchedHeaders
        self.secrets = secrets
        self.limits = limits
    }

    /// Begins to read a file, of which only the entry that is looked at is in memory.
    ///
    /// Paths are stored from `/v1` on. Exchanges with anything but an OpenAI-style API over HTTP are left out and
    /// listed. The time of an interaction is that of the source, else that of the response's `date` field, else 0.
    /// - Parameters:
    ///   - name: The name of the file for people: its path.
    ///   - files: Reads the files in which the source keeps bodies.
    ///   - read: Reads up to a number of bytes of the file; none at the end.
    /// - Returns: A reader at the beginning of the file.
    package func reader(
        name: String,
        files: BodyFiles = .none,
        reading read: @escaping (Int) throws -> [UInt8]
    ) -> ImportReader {
        ImportReader(
            name: name,
            window: SourceWindow(read),
            limits: limits,
            files: files,
            builder: InteractionBuilder(
                rules: rules,
                matchedHeaders: matchedHeaders,
                secrets: secrets,
                limits: limits
            )
        )
    }

    /// Reads the metadata of a cassette in its text form.
    /// - Parameters:
    ///   - name: The name of the file for people: its path.
    ///   - read: Reads up to a number of bytes of the file; none at the end.
    /// - Returns: The first line; `nil` when the file is of another format or does not begin with it.
    /// - Throws: ``ImportError`` when the line is damaged.
    package func header(
        name: String,
        reading read: @escaping (Int) throws -> [UInt8]
    ) throws(ImportError) -> CassetteMetadata? {
        do throws(SourceProblem) {
            let window = SourceWindow(read)
            _ = try window.has(64)
            guard CassetteText.begins(window.rest.prefix(64)) else { return nil }
            return try CassetteTextEntries.header(of: window)
        } catch {
            throw ImportError(error, file: name)
        }
    }

    /// Reads a file that is in memory.
    /// - Parameters:
    ///   - bytes: The content of the file.
    ///   - name: The name of the file for people: its path.
    ///   - files: Reads the files in which the source keeps bodies.
    /// - Returns: The interactions, and what could not be carried over.
    /// - Throws: ``ImportError`` when the file is of no known format, damaged, or beyond the limits.
    /// - Complexity: O(bytes of the file and of its decoded bodies).
    package func read(_ bytes: [UInt8], name: String, files: BodyFiles = .none) throws(ImportError) -> ImportedFile {
        var rest = bytes[...]
        var reader = reader(name: name, files: files) { count in
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        var interactions: [Interaction] = []
        var skippedEntries: [SkippedEntry] = []
        var pieces: [BodyPiece.Side: [UInt8]] = [:]
        while let item = try reader.next() {
            switch item {
            case .skippedEntry(let skippedEntry): skippedEntries.append(skippedEntry)
            case .piece(let piece): pieces[piece.side, default: []] += piece.bytes
            case .interaction(var interaction, let pieced):
                if pieced.contains(.request) { interaction.request.body = .bytes(pieces[.request] ?? []) }
                if pieced.contains(.response) { interaction.response.body = .bytes(pieces[.response] ?? []) }
                pieces = [:]
                interactions.append(interaction)
            }
        }
        return ImportedFile(
            name: name,
            format: reader.format ?? .jsonLines,
            header: reader.header,
            interactions: interactions,
            skippedEntries: skippedEntries
        )
    }
}
