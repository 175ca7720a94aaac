// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A model that summarises dialogues, untuned or tuned to a training file.
///
/// The untuned model extracts: it cites the most central sentences of a dialogue. A tuned model is fitted to examples:
/// it rewrites statements in the third person, and learns which words and statements to keep, the length, and the
/// phrasing. It learns only from summaries that match their dialogues; if the summaries of a file have nothing to do
/// with them, the tuned model summarises like the untuned one.
///
/// A model is a value: the same examples and seed give the same model and the same texts on every platform.
package struct Summarizer: Sendable {
    /// The untuned model.
    package static let base = Self(dialogues: nil, texts: nil, replies: nil, frame: nil)

    private let dialogues: SummaryModel?
    private let texts: SummaryModel?
    private let replies: NearestReplies?
    private let frame: AnswerFrame?

    private init(dialogues: SummaryModel?, texts: SummaryModel?, replies: NearestReplies?, frame: AnswerFrame?) {
        self.dialogues = dialogues
        self.texts = texts
        self.replies = replies
        self.frame = frame
    }

    /// Whether the model has learned to summarise dialogues from its examples.
    package var hasLearnedToSummarize: Bool { dialogues != nil }

    /// Fits a model to examples.
    ///
    /// More than 2,000 examples are sampled evenly down to 2,000.
    /// - Parameters:
    ///   - examples: Prompts and completions. Dialogues are found in the prompts. From other examples the model learns
    ///     to extract, if completions quote their prompts, or else to answer like the examples with the most similar
    ///     prompts.
    ///   - seed: Seed for the order of the examples in each epoch.
    /// - Returns: The tuned model.
    /// - Complexity: Linear in the words of all prompts.
    package static func fit(_ examples: [SummaryExample], seed: UInt64) -> Self {
        let step = max(Double(examples.count) / Double(SummaryModel.mostExamples), 1)
        let count = min(examples.count, SummaryModel.mostExamples)
        let sample = (0..<count).map { examples[Int(Double($0) * step)] }
        let frame = AnswerFrame(sample.map(\.completion))
        let used = TrainingPairs(sample.map { $0.with(completion: frame?.inner(of: $0.completion) ?? $0.completion) })

        let dialogues = SummaryModel(used.dialogues, summaries: used.summaries, seed: seed)
        var replies: NearestReplies?
        var texts: SummaryModel?
        if dialogues == nil, let labels = NearestReplies(used.talk), labels.isClassifier {
            replies = labels
        }
        if let others = NearestReplies(used.others) {
            if !others.isClassifier { texts = used.extractive(seed: seed) }
            replies = replies ?? others
        }
        return Self(dialogues: dialogues, texts: texts, replies: replies, frame: frame)
    }

    // MARK: - Answers

    /// Replies to a prompt: a summary if it contains a dialogue, else a short text.
    /// - Parameters:
    ///   - prompt: The user's text.
    ///   - instructions: The system's text.
    ///   - sampling: Which of the possible replies to return.
    /// - Returns: The reply; never empty.
    package func reply(to prompt: String, instructions: String = "", sampling: Sampling = .best) -> String {
        let reply = bareReply(to: prompt, instructions, sampling)
        return frame?.framed(reply) ?? reply
    }

    private func bareReply(to prompt: String, _ instructions: String, _ sampling: Sampling) -> String {
        let asked = SummarizationPrompt(prompt, instructions: instructions)
        if let asked, dialogues != nil || replies?.isClassifier != true { return summary(of: asked.parsed, sampling) }
        let shown = prompt.prefix(characters: 100_000)
        if let texts, let best = best(texts, Dialogue(text: shown), sampling) { return best }
        if let reply = replies?.reply(to: shown, choice: sampling.choice), !reply.isEmpty { return reply }
        if let asked { return summary(of: asked.parsed, sampling) }
        return PlainReply.reply(to: shown)
    }

    /// Summarises a dialogue.
    /// - Parameters:
    ///   - dialogue: Turns of the form `Name: text`, one per line; other text counts as the words of one speaker.
    ///   - sampling: Which of the possible summaries to return.
    /// - Returns: The summary; never empty.
    package func summary(of dialogue: String, sampling: Sampling = .best) -> String {
        let text = Characters(dialogue)
        guard let parsed = Dialogue(text, lines: text.split(text.all, at: .newline)) else {
            return PlainReply.reply(to: "Summarize: " + dialogue)
        }
        return summary(of: parsed, sampling)
    }

    private func summary(of dialogue: Dialogue, _ sampling: Sampling) -> String {
        if let dialogues, let best = best(dialogues, dialogue, sampling) { return best }
        let extract = BaseExtract.summary(of: dialogue, variation: sampling.variation)
        return extract.isEmpty ? "Nothing was said in this dialogue." : extract
    }
    private func best(_ model: SummaryModel, _ dialogue: Dialogue, _ sampling: Sampling) -> String? {
        sampling.pick(model.summaries(of: dialogue, upTo: sampling.candidates))
    }
}
