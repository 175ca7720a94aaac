// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore
package import TapedeckTokens

/// An example of a training file.
package enum TrainingExample: Sendable, Hashable {
    /// A conversation whose answers are learned.
    case chat([TrainingMessage])
    /// A conversation and two answers to it, the better one first.
    case preference(input: [TrainingMessage], preferred: TrainingMessage, rejected: TrainingMessage)
    /// A text and how it goes on.
    case completion(prompt: String, completion: String)
    /// A conversation that ends with a question, and the members of its line that the grader reads.
    case reinforcement([TrainingMessage], fields: [JSONMember])

    /// The format of files with such examples.
    package var format: TrainingFormat {
        switch self {
        case .chat: .chat
        case .preference: .preference
        case .completion: .completion
        case .reinforcement: .reinforcement
        }
    }

    /// All messages in order, both answers of a preference among them.
    package var messages: [TrainingMessage] {
        switch self {
        case .chat(let messages), .reinforcement(let messages, _): messages
        case .preference(let input, let preferred, let rejected): input + [preferred, rejected]
        case .completion: []
        }
    }

    /// Counts the tokens the service trains on: one, and four and the content's for each message.
    ///
    /// The calls of tools count with their names and arguments, a prompt and its completion by themselves. For
    /// conversations of plain text this is what the service reports; for the rest it is an estimate. Images count
    /// nothing.
    /// - Parameter encoding: The encoding of the model.
    /// - Returns: The tokens of one epoch, before they are cut at the model's limit.
    package func tokens(_ encoding: TokenEncoding) -> Int {
        if case .completion(let prompt, let completion) = self {
            return encoding.count(prompt) + encoding.count(completion)
        }
        return messages.reduce(into: 1) { sum, message in
            sum += 4 + (message.content.map { encoding.count($0) } ?? 0)
            for call in message.calls { sum += encoding.count(call.name) + encoding.count(call.arguments) }
        }
    }
}
