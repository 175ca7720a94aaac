// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// Merges the interactions of several cassettes into one, in their order, storing each body once.
package struct CassetteMerge: Sendable {
    /// How to handle cassettes with different responses to the same request of the same session.
    package enum ConflictPolicy: String, Sendable, Hashable, CaseIterable {
        /// Nothing is written.
        case fail
        /// All answers are kept, and played one after the other.
        case keepAll = "keep-all"
        /// The answers of the cassette that comes first are kept.
        case first
        /// The answers of the cassette that comes last are kept.
        case last
    }

    /// Two cassettes that answer one request differently.
    package struct Conflict: Sendable, Hashable {
        /// The session, empty for the default one.
        package let session: String
        /// Method and target.
        package let requestLine: String
        /// The cassette that comes first, and the number of the first answer that differs.
        package let first: Place
        /// The cassette that comes later, and its answer.
        package let later: Place
    }

    /// An interaction of one of the cassettes.
    package struct Place: Sendable, Hashable {
        /// The path of the cassette.
        package let path: String
        /// The number in it.
        package let id: InteractionID
        /// The status of its answer.
        package let status: Int
    }

    /// The outcome of a merge.
    package struct Outcome: Sendable, Hashable {
        /// The interactions of the merged cassette.
        package var interactions = 0
        /// Those that were left out because another cassette has the same.
        package var duplicates = 0
        /// Requests that the cassettes answer differently.
        package var conflicts = 0
        /// Interactions that lost a conflict.
        package var dropped = 0
    }

    /// How to handle conflicts.
    package var onConflict = ConflictPolicy.fail
    /// Whether recordings that are the same in two cassettes are both kept.
    package var keepsDuplicates = false
    /// Whether each cassette becomes a session of its own, named after its file.
    package var sessionPerFile = false
    /// Whether cassettes of other rules are taken, with fingerprints made anew by the matching rules of the first.
    package var usesFirstRules = false

    /// Creates a merge that fails on conflicts.
    package init() {}

    /// Merges cassettes.
    /// - Parameters:
    ///   - paths: The cassettes, at least one.
    ///   - target: Where the merged one goes.
    ///   - replaces: Whether it may take the place of a cassette.
    ///   - progress: Called with the number of interactions looked at; each is looked at twice.
    ///   - report: Called with the first conflicts; all are counted.
    /// - Returns: The outcome; with conflicts and the policy `fail` nothing was written.
    /// - Throws: ``CassetteError``; what was at the target is unchanged then.
    package func run(
        _ paths: [String],
        into target: String,
        replacing replaces: Bool = false,
        progress: (Int) -> Void = { _ in },
        report: (Conflict) -> Void = { _ in }
    ) throws -> Outcome {
        let lock = try claim(target, replacing: replaces)
        defer { lock?.release() }
        let metadata = try commonMetadata(paths)
        var plan = MergePlan(policy: onConflict, keepsDuplicates: keepsDuplicates)
        var seen = 0
        for (source, path) in paths.enumerated() {
            let session = sessionPerFile ? try sessionName(source, paths) : nil
            try metadata.open(path) { cassette in
                try plan.add(cassette, at: path, session: session) {
                    seen += 1
                    progress(seen)
                }
            }
        }
        plan.conflicts.forEach(report)
        guard plan.outcome.conflicts == 0 || onConflict != .fail else { return plan.outcome }
        try CassetteDraft.write(target, metadata: metadata.value) { draft in
            var offset: InteractionID = 0
            for (source, path) in paths.enumerated() {
                do {
                    let before = seen
                    try draft.copy(
                        from: path,
                        offset: offset,
                        session: sessionPerFile ? try sessionName(source, paths) : nil,
                        keeps: { !plan.isDropped($0, from: source) },
                        progress: {
                            seen = before + $0
                            progress(seen)
                        }
                    )
                } catch {
                    throw CassetteError.wrapping(error, path: path)
                }
                offset += plan.lastIDs[source]
            }
            if metadata.isMixed {
                try draft.inTransaction {
                    try FingerprintSource.rewrite(
                        metadata.value.matchingRules,
                        redaction: metadata.value.redactionRules,
                        draft.db
                    )
                }
            }
        }
        return plan.outcome
    }

    private func claim(_ target: String, replacing replaces: Bool) throws -> FileLock? {
        try CassetteFile.requireRoom(target)
        guard CassetteFile.exists(target), !CassetteFile.isEmpty(target) else { return nil }
        guard replaces else {
            throw CassetteError(
                code: .invalidArgument,
                message: "\(target) exists already",
                remedy: .replaceCassette
            )
        }
        return try CassetteRewrite.claim(target)
    }

    private func commonMetadata(_ paths: [String]) throws -> MergedMetadata {
        var merged: MergedMetadata?
        for path in paths {
            let cassette = try Cassette.open(path)
            defer { try? cassette.close() }
            guard merged != nil else {
                merged = MergedMetadata(cassette.metadata)
                continue
            }
            try merged?.add(cassette.metadata, path: path, first: paths[0], isAllowed: usesFirstRules)
        }
        guard let merged else {
            throw CassetteError(code: .invalidArgument, message: "Give the cassettes to merge.")
        }
        return merged
    }

    private func sessionName(_ source: Int, _ paths: [String]) throws -> String {
        let names = paths.map(Self.name)
        guard names.filter({ $0 == names[source] }).count == 1 else {
            throw CassetteError(
                code: .invalidArgument,
                message: "Two of the cassettes are called \(names[source]), so they cannot each be a session."
            )
        }
        return names[source]
    }

    /// The name of a file without folder and ending.
    private static func name(_ path: String) -> String {
        let file = path.split(separator: "/").last ?? ""
        return String(file.lastIndex(of: ".").map { file[..<$0] }.flatMap { $0.isEmpty ? nil : $0 } ?? file)
    }
}
