// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension RougeScorer {
    /// The places in a reference sentence that `rougeLsum`'s walk takes over the candidate sentences, ascending.
    ///
    /// For tests: scores alone show ties only when they happen to matter.
    /// - Parameters:
    ///   - reference: One sentence.
    ///   - candidates: The sentences to walk through; newlines inside them separate more.
    ///   - words: Words of memory for columns of long sentences; few force the walk through checkpoints.
    /// - Returns: Indexes of tokens of the reference, from 0.
    package static func subsequencePlaces(
        in reference: String,
        of candidates: [String],
        keeping words: Int? = nil
    ) -> [Int] {
        let scorer = Self(metrics: [.rougeLsum])
        return scorer.withWorkspace { workspace in
            workspace.begin()
            workspace.loadCandidate(candidates.joined(separator: "\n"), scorer)
            workspace.loadReference(reference, scorer)
            return workspace.unionPlaces(keeping: words)
        }
    }
}
