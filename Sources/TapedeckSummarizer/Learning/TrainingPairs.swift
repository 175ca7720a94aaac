// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The examples of a training file, sorted by the kind of their prompts.
struct TrainingPairs {
    /// Examples whose prompts contain a dialogue, as given and as analysed.
    private(set) var talk: [SummaryExample] = []
    private(set) var dialogues: [WordModel.Example] = []
    private(set) var others: [SummaryExample] = []

    var summaries: [String] { talk.map(\.completion) }

    init(_ examples: [SummaryExample]) {
        for example in examples {
            if let prompt = SummarizationPrompt(example.prompt, instructions: example.instructions) {
                talk.append(example)
                dialogues.append(
                    WordModel.Example(
                        DialogueAnalysis(prompt.parsed),
                        summary: Array(Terms.of(example.completion).prefix(400))
                    )
                )
            } else {
                others.append(example)
            }
        }
    }

    /// Minimum relevance of completions to their prompts, for a model that extracts.
    private static let leastStrength = 0.3

    /// A model that extracts from running text; `nil` unless completions quote longer prompts.
    func extractive(seed: UInt64) -> SummaryModel? {
        let pairs = others.map { example in
            WordModel.Example(
                DialogueAnalysis(Dialogue(text: example.prompt.prefix(characters: 100_000))),
                summary: Array(Terms.of(example.completion).prefix(400))
            )
        }
        let asked = pairs.reduce(0) { $0 + $1.analysis.length }
        let answered = pairs.reduce(0) { $0 + $1.summary.count }
        guard asked > 2 * answered else { return nil }
        return SummaryModel(pairs, summaries: others.map(\.completion), leastStrength: Self.leastStrength, seed: seed)
    }
}
