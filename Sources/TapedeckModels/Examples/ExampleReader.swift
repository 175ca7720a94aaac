// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

internal import TapedeckCore

/// Reads an example out of a line's JSON, or says what is wrong with it.
struct ExampleReader {
    let format: TrainingFormat

    /// The most images of an example.
    private static let imageLimit = 10

    /// The format a file has whose first line this is; conversations are for the method that is asked for.
    static func format(of line: JSONValue, for method: TrainingMethod) -> TrainingFormat? {
        if line["messages"] != nil { return method == .reinforcement ? .reinforcement : .chat }
        if line["preferred_output"] != nil || line["non_preferred_output"] != nil { return .preference }
        if line["prompt"] != nil, line["completion"] != nil { return .completion }
        return nil
    }

    func read(_ line: JSONValue) throws(ExampleFault) -> TrainingExample {
        let example: TrainingExample
        switch format {
        case .chat:
            let messages = try messages(of: line, "message")
            try checkAnswers(messages)
            try ToolReader.check(line)
            example = .chat(messages)
        case .preference:
            example = try preference(line)
        case .completion:
            example = .completion(prompt: try text("prompt", of: line), completion: try text("completion", of: line))
        case .reinforcement:
            example = try reinforcement(line)
        }
        let images = example.messages.reduce(0) { $0 + $1.images }
        guard images <= Self.imageLimit else {
            throw ExampleFault("", "has \(images) images, but must have at most \(Self.imageLimit) images")
        }
        return example
    }

    // MARK: - Formats

    private func preference(_ line: JSONValue) throws(ExampleFault) -> TrainingExample {
        guard let input = line["input"] else { throw .required("", "input") }
        guard case .object = input else { throw .wrongType("", "input", "a valid dictionary") }
        let messages = try messages(of: input, "input message")
        try ToolReader.check(input)
        return .preference(
            input: messages,
            preferred: try output("preferred_output", of: line),
            rejected: try output("non_preferred_output", of: line)
        )
    }

    private func reinforcement(_ line: JSONValue) throws(ExampleFault) -> TrainingExample {
        let messages = try messages(of: line, "message")
        guard messages.last?.role == .user else {
            throw ExampleFault("message \(messages.count)", "The last message must be from the user")
        }
        try ToolReader.check(line)
        guard case .object(let members) = line else { return .reinforcement(messages, fields: []) }
        return .reinforcement(messages, fields: members.filter { $0.name != "messages" })
    }

    private func output(_ name: String, of line: JSONValue) throws(ExampleFault) -> TrainingMessage {
        guard let output = line[name] else { throw .required("", name) }
        guard let elements = output.elements, elements.count == 1, let element = elements.first else {
            throw .wrongType("", name, "a list of one assistant message")
        }
        let message = try MessageReader(place: "\(name) message 1").read(element)
        guard message.role == .assistant else {
            throw ExampleFault("\(name) message 1", "The message must be from the assistant")
        }
        return message
    }

    // MARK: - Parts

    private func messages(of line: JSONValue, _ place: String) throws(ExampleFault) -> [TrainingMessage] {
        guard let value = line["messages"] else { throw .required("", "messages") }
        guard let elements = value.elements else { throw .wrongType("", "messages", "a valid list") }
        guard !elements.isEmpty else { throw ExampleFault("", "Input 'messages' should have at least 1 message") }
        var messages: [TrainingMessage] = []
        for (index, element) in elements.enumerated() {
            messages.append(try MessageReader(place: "\(place) \(index + 1)").read(element))
        }
        return messages
    }

    private func checkAnswers(_ messages: [TrainingMessage]) throws(ExampleFault) {
        guard messages.contains(where: { $0.role == .assistant }) else {
            throw ExampleFault("", "There must be at least one message from the assistant")
        }
        guard messages.last?.role == .assistant else {
            throw ExampleFault("message \(messages.count)", "The last message must be from the assistant")
        }
    }

    private func text(_ name: String, of line: JSONValue) throws(ExampleFault) -> String {
        guard let value = line[name] else { throw .required("", name) }
        guard let text = value.string else { throw .wrongType("", name, "a valid string") }
        return text
    }
}
