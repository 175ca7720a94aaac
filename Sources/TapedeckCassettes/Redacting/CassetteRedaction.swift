// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// Redacts an existing cassette: by rules, and by the built-in rules of this version.
///
/// The cassette is written anew, so no page of the file keeps what was there. Fingerprints are made anew too, and the
/// rules are kept in the cassette, so that the same requests match it that did before.
package struct CassetteRedaction: Sendable {
    /// The result of a redaction.
    package struct Outcome: Sendable, Hashable {
        /// The interactions looked at.
        package var interactions = 0
        /// Those of which something was replaced.
        package var changed = 0
        /// The counts of replacements.
        package var counts = RedactionCounts()
        /// Rules that are not kept in the cassette since their own text is something they replace.
        package var forgotten: [String] = []
    }

    private let rules: [String]
    private let paths: [JSONPath]
    private let secrets: [String]
    private let own: [RedactionPattern]

    /// Creates a redaction.
    /// - Parameters:
    ///   - rules: Regular expressions, on top of those of the cassette.
    ///   - paths: Places in JSON bodies, on top of those of the cassette.
    ///   - secrets: Secrets known by value, such as those in the environment.
    /// - Throws: ``MatchingRuleError`` for one that cannot be read, ``CassetteError`` for one that matches everywhere.
    package init(rules: [String], paths: [JSONPath] = [], secrets: [String] = []) throws {
        self.rules = rules
        self.paths = paths
        self.secrets = secrets
        self.own = try rules.map { try RedactionPattern($0) }
    }

    /// Redacts a cassette; until the new file is whole, the old one stays as it is.
    /// - Parameters:
    ///   - path: The cassette.
    ///   - other: Where the redacted one goes; `nil` puts it into the place of the cassette.
    ///   - isRehearsal: Whether nothing is written.
    ///   - progress: Called with the number of interactions done.
    /// - Returns: What was, or would be, replaced.
    /// - Throws: ``CassetteError``; the cassette is unchanged then.
    package func run(
        _ path: String,
        into other: String? = nil,
        isRehearsal: Bool = false,
        progress: (Int) -> Void = { _ in }
    ) throws -> Outcome {
        guard !isRehearsal else {
            let cassette = try Cassette.open(path)
            defer { try? cassette.close() }
            return try rehearse(cassette, progress)
        }
        let replacement = try CassetteRewrite(path, into: other)
        let cassette = replacement.cassette
        var outcome = Outcome()
        var metadata = cassette.metadata
        let redactor = try prepare(&metadata, &outcome)
        let last = try cassette.lastID()
        do {
            try CassetteDraft.write(replacement.target, metadata: metadata) { draft in
                try rewrite(cassette, into: draft, metadata, redactor, &outcome, progress)
                try draft.reserve(upTo: last)
            }
        } catch {
            throw CassetteError.wrapping(error, path: path)
        }
        try replacement.close()
        return outcome
    }

    /// The redactor of a cassette, whose metadata becomes that of the redacted one.
    private func prepare(_ metadata: inout CassetteMetadata, _ outcome: inout Outcome) throws -> TextRedactor {
        let stored = metadata.redactionRules.patterns
        let added = rules.enumerated().filter {
            !stored.contains($0.element) && rules.firstIndex(of: $0.element) == $0.offset
        }
        let all = try stored.map { try RedactionPattern($0) } + added.map { own[$0.offset] }
        metadata.redactionRules.version = RedactionRules.currentVersion
        metadata.redactionRules.paths += paths.filter { !metadata.redactionRules.paths.contains($0) }
        let known = Redactor(
            rules: try CompiledRedaction(RedactionRules(patterns: [], paths: metadata.redactionRules.paths)),
            secrets: secrets
        )
        let redactor = TextRedactor(patterns: all, redactor: known)
        // A rule that spells what is to go would bring it back into the file.
        metadata.redactionRules.patterns = (stored + added.map(\.element)).filter { rule in
            let isSafe = !own.contains { $0.matches(rule) }
            if !isSafe { outcome.forgotten.append(rule) }
            return isSafe
        }
        guard !own.contains(where: { $0.matches(metadata.matchingRules.json.text()) }) else {
            throw CassetteError(
                code: .invalidArgument,
                message: "A matching rule of the cassette spells what is to be taken out, and its fingerprints rest on "
                    + "it; record the cassette again by other rules."
            )
        }
        metadata.fingerprintVersion = CassetteMetadata.currentFingerprints
        metadata.note = redactor.redact(metadata.note, counts: &outcome.counts)
        metadata.upstream = metadata.upstream.map { redactor.redact($0, counts: &outcome.counts) }
        return redactor
    }

    private func rehearse(_ cassette: Cassette, _ progress: (Int) -> Void) throws -> Outcome {
        var outcome = Outcome()
        var metadata = cassette.metadata
        let interactions = InteractionRedactor(
            redactor: try prepare(&metadata, &outcome),
            matchedHeaders: metadata.matchingRules.matchedHeaders,
            read: cassette.read
        )
        try cassette.forEachInteraction(in: InteractionFilter()) { stored in
            let result = try interactions.redact(stored.interaction, counts: &outcome.counts) { DiscardingBodyWriter() }
            outcome.interactions += 1
            outcome.changed += result.isChanged ? 1 : 0
            progress(outcome.interactions)
        }
        return outcome
    }

    private func rewrite(
        _ cassette: Cassette,
        into draft: CassetteDraft,
        _ metadata: CassetteMetadata,
        _ redactor: TextRedactor,
        _ outcome: inout Outcome,
        _ progress: (Int) -> Void
    ) throws {
        let interactions = InteractionRedactor(
            redactor: redactor,
            matchedHeaders: metadata.matchingRules.matchedHeaders,
            read: cassette.read
        )
        let matcher = Redactor(rules: try CompiledRedaction(metadata.redactionRules))
        var last: InteractionID = 0
        while true {
            let page = try cassette.interactions(after: last, limit: 16)
            guard let end = page.last?.id else { return }
            try draft.inTransaction {
                for stored in page {
                    let result = try interactions.redact(stored.interaction, counts: &outcome.counts) {
                        DraftBodyWriter(draft.db)
                    }
                    let key = try result.interaction.request.key(
                        rules: metadata.matchingRules,
                        redactor: matcher
                    ) { try BodyTable.read($0.id, range: $1, draft.db) }
                    _ = try InteractionTable.insert(
                        result.interaction,
                        as: stored.id,
                        fingerprint: key.fingerprint,
                        replacingUpTo: nil,
                        draft.db
                    )
                    outcome.interactions += 1
                    outcome.changed += result.isChanged ? 1 : 0
                    progress(outcome.interactions)
                }
            }
            last = end
        }
    }
}
