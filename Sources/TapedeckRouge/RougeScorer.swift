// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Scores candidate texts against references by ROUGE.
///
/// A scorer is a value without visible state: the same texts give the same bits on every platform, in every order
/// and on any number of threads. Inside it keeps workspaces with the words and stems seen so far, so make one and
/// use it again.
public struct RougeScorer: Sendable {
    /// The metrics, in the order of all results.
    ///
    /// A metric given twice appears once.
    public let metrics: [RougeMetric]
    /// The stemmer of the default tokenizer.
    package let stemmer: Stemmer
    /// The custom tokenizer; nil for the default one.
    package let tokenizer: (any RougeTokenizer)?

    let plan: ScoringPlan
    private let workspaces = WorkspacePool()

    /// Creates a scorer.
    /// - Parameters:
    ///   - metrics: The metrics to compute, in order.
    ///   - stemmer: The stemmer of the default tokenizer.
    ///   - tokenizer: Replaces the default tokenizer and the stemmer.
    public init(
        metrics: [RougeMetric] = RougeMetric.standard,
        stemmer: Stemmer = .none,
        tokenizer: (any RougeTokenizer)? = nil
    ) {
        var distinct: [RougeMetric] = []
        for metric in metrics where !distinct.contains(metric) { distinct.append(metric) }
        self.metrics = distinct
        self.stemmer = stemmer
        self.tokenizer = tokenizer
        plan = ScoringPlan(distinct)
    }

    // MARK: - One pair

    /// Scores a candidate against one reference.
    /// - Parameters:
    ///   - candidate: The text under test. Empty text scores zero.
    ///   - reference: The text to compare with.
    /// - Returns: A score for each metric.
    public func score(_ candidate: String, against reference: String) -> RougeScores {
        scores { workspace, scores in
            workspace.score(candidate, reference, self, into: &scores)
        }
    }

    /// Scores a candidate against several references and keeps the best, for each metric on its own.
    ///
    /// Best is by F1; on equal F1 the first reference's precision and recall are kept.
    /// - Parameters:
    ///   - candidate: The text under test.
    ///   - references: The texts to compare with.
    /// - Returns: A score for each metric.
    /// - Throws: ``RougeError`` with code `noReference` when there is no reference but a metric.
    public func score(_ candidate: String, against references: [String]) throws(RougeError) -> RougeScores {
        try check(references.count)
        return scores { workspace, scores in
            workspace.score(candidate, bestOf: references, self, into: &scores)
        }
    }

    /// Scores a text against another, both tokenised before.
    /// - Parameters:
    ///   - candidate: The text under test.
    ///   - reference: The text to compare with.
    /// - Returns: A score for each metric.
    public func score(_ candidate: RougeText, against reference: RougeText) -> RougeScores {
        scores { workspace, scores in
            workspace.begin()
            candidate.load(into: &workspace.candidate, &workspace.vocabulary)
            reference.load(into: &workspace.reference, &workspace.vocabulary)
            workspace.compare(plan)
            workspace.appendScores(plan, to: &scores)
        }
    }

    // MARK: - Texts

    /// Tokenises a text once, for scoring it many times; newlines separate its sentences.
    /// - Parameter text: The text.
    /// - Returns: Its tokens and sentences.
    public func text(_ text: String) -> RougeText {
        workspaces.use { workspace in
            workspace.begin()
            workspace.loadCandidate(text, self)
            return RougeText(workspace.candidate, workspace.vocabulary)
        }
    }

    /// Tokenises a text whose sentences the caller has split, for `rougeLsum` as with `split_summaries`.
    /// - Parameters:
    ///   - text: The whole text, for all other metrics.
    ///   - sentences: Its sentences. Newlines inside them are mere separators.
    /// - Returns: Its tokens and sentences.
    public func text(_ text: String, sentences: [String]) -> RougeText {
        workspaces.use { workspace in
            workspace.begin()
            workspace.loadCandidate(text, self)
            workspace.splitCandidate(sentences, self)
            return RougeText(workspace.candidate, workspace.vocabulary)
        }
    }

    // MARK: - Many pairs on this thread

    /// Scores pairs one after another on the calling thread.
    ///
    /// For all cores use ``scores(of:workers:)``; the results are the same.
    /// - Parameter pairs: The pairs to score.
    /// - Returns: A row for each pair, in the same order.
    /// - Throws: ``RougeError`` with code `noReference` when a pair has none, naming its position.
    package func serialScores(of pairs: [RougePair]) throws(RougeError) -> ScoreTable {
        try serialScores(of: pairs, pairs.indices)
    }

    func serialScores(of pairs: [RougePair], _ range: Range<Int>) throws(RougeError) -> ScoreTable {
        for index in range where pairs[index].only == nil { try check(pairs[index].several.count, index) }
        let scores = workspaces.use { workspace in
            var scores: [Score] = []
            scores.reserveCapacity(range.count * metrics.count)
            for pair in pairs[range] {
                if let reference = pair.only {
                    workspace.score(pair.candidate, reference, self, into: &scores)
                } else if !metrics.isEmpty {
                    workspace.score(pair.candidate, bestOf: pair.several, self, into: &scores)
                }
            }
            return scores
        }
        return ScoreTable(metrics: metrics, count: range.count, scores: scores)
    }

    // MARK: - Parts

    /// Calls a function with a workspace that nothing else uses meanwhile.
    func withWorkspace<Result>(_ body: (inout Workspace) -> Result) -> Result { workspaces.use(body) }

    private func scores(_ body: (inout Workspace, inout [Score]) -> Void) -> RougeScores {
        let scores = workspaces.use { workspace in
            var scores: [Score] = []
            scores.reserveCapacity(metrics.count)
            body(&workspace, &scores)
            return scores
        }
        return RougeScores(metrics: metrics, scores: scores[...])
    }

    private func check(_ references: Int, _ position: Int? = nil) throws(RougeError) {
        guard references == 0, !metrics.isEmpty else { return }
        let place = position.map { "Pair \($0)" } ?? "The candidate"
        throw RougeError(code: .noReference, message: "\(place) has no reference. Give at least one.")
    }
}
