// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// An example of a training file: a prompt and its completion.
package struct SummaryExample: Sendable, Hashable {
    /// The user's text, with the dialogue in it.
    package let prompt: String
    /// The answer to learn.
    package let completion: String
    /// The system's text.
    package let instructions: String

    /// Creates an example.
    /// - Parameters:
    ///   - prompt: The user's text, as ``SummarizationPrompt`` reads it.
    ///   - completion: The answer to learn.
    ///   - instructions: The system's text; it may ask for the summary.
    package init(prompt: String, completion: String, instructions: String = "") {
        self.prompt = prompt
        self.completion = completion
        self.instructions = instructions
    }

    func with(completion: String) -> Self {
        Self(prompt: prompt, completion: completion, instructions: instructions)
    }
}
