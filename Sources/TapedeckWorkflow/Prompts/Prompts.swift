// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The prompts for a model: a user message, and optionally a system message.
public struct Prompts: Sendable, Hashable {
    /// The system message; nil sends none.
    package var system: PromptTemplate?
    /// The user message.
    package var user: PromptTemplate
    /// The requests that have the system message; by default all.
    public var systemUses: Set<SystemUse> = Set(SystemUse.allCases)

    /// A kind of request that can have the system message.
    public enum SystemUse: String, Sendable, Hashable, CaseIterable {
        /// Requests to models before fine-tuning.
        case baseline
        /// Examples in training and validation files.
        case training
        /// Requests to the fine-tuned model.
        case fineTuned = "fine_tuned"
    }

    /// The system text of the lesson.
    package static let lessonSystem = "You are a helpful assistant who writes concise, factual summaries."

    /// The prompts of the lesson: the baseline has a system message; training and tuned model have none.
    public static let lesson: Prompts = {
        var prompts = Prompts(system: .lessonSystem)
        prompts.systemUses = [.baseline]
        return prompts
    }()

    /// Creates prompts from templates, in which a field's name in braces, such as `{dialogue}`, is replaced by its text.
    /// - Parameters:
    ///   - user: The template of the user message.
    ///   - system: The template of the system message; nil sends none.
    /// - Throws: ``WorkflowError`` with code `badInput` for an unmatched brace or an empty placeholder.
    public init(user: String, system: String? = nil) throws(WorkflowError) {
        self.user = try PromptTemplate(user)
        if let system { self.system = try PromptTemplate(system) }
    }

    /// Creates prompts; by default the summarization prompt without a system message.
    /// - Parameters:
    ///   - system: The system message.
    ///   - user: The user message.
    package init(system: PromptTemplate? = nil, user: PromptTemplate = .summarization) {
        self.system = system
        self.user = user
    }

    /// The prompts for one kind of request, without the system message where it is not used.
    package func used(for use: SystemUse) -> Prompts {
        var prompts = self
        if !systemUses.contains(use) { prompts.system = nil }
        return prompts
    }

    /// Checks that all samples have the fields in the templates.
    /// - Throws: ``WorkflowError`` with code `badInput` naming the first sample that lacks one.
    func check(_ samples: [Sample]) throws(WorkflowError) {
        guard !user.fields.isEmpty else {
            throw .badInput(
                "The prompt template \(JSONText.excerpt(user.text)) names no field, so all samples would be asked the "
                    + "same. Write {dialogue} where the dialogue belongs."
            )
        }
        if user.fields.contains("summary") || system?.fields.contains("summary") == true {
            throw .badInput(
                "The prompt template names {summary}, which is the answer that the model is to find. Leave it out."
            )
        }
        for sample in samples { _ = try messages(for: sample) }
    }

    /// The messages of a request for a sample's summary.
    func messages(for sample: Sample) throws(WorkflowError) -> [JSONValue] {
        var messages: [JSONValue] = []
        if let system { messages.append(Self.message("system", try system.text(for: sample))) }
        messages.append(Self.message("user", try user.text(for: sample)))
        return messages
    }

    /// The line of a training file: the messages, and the summary as the assistant's message.
    func example(for sample: Sample) throws(WorkflowError) -> JSONValue {
        ["messages": .array(try messages(for: sample) + [Self.message("assistant", sample.summary)])]
    }

    private static func message(_ role: String, _ text: String) -> JSONValue {
        ["role": .string(role), "content": .string(text)]
    }
}
