// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A message of an example.
package struct TrainingMessage: Sendable, Hashable {
    /// Who speaks, under the API's own names.
    package enum Role: String, Sendable, Hashable, CaseIterable {
        /// Instructions, before `developer` took their place.
        case system
        /// Instructions.
        case developer
        /// The user's message.
        case user
        /// The model's message, which training learns.
        case assistant
        /// The result of a tool.
        case tool
        /// The result of a function, the predecessor of tools.
        case function
    }

    /// Who speaks.
    package var role: Role
    /// The text, parts of it joined; `nil` for an assistant that only calls tools.
    package var content: String?
    /// Whether an assistant's message is learned; a weight of 0 turns it off.
    package var isTrained: Bool
    /// The names and arguments of the tools that are called, in order.
    package var calls: [Call]
    /// The number of images among the parts.
    package var images: Int

    /// A call of a tool or of a function.
    package struct Call: Sendable, Hashable {
        /// The function's name.
        package var name: String
        /// The arguments as the JSON text the model writes.
        package var arguments: String

        /// Creates a call.
        package init(name: String, arguments: String) {
            self.name = name
            self.arguments = arguments
        }
    }

    /// Creates a message.
    /// - Parameters:
    ///   - role: Who speaks.
    ///   - content: The text.
    ///   - isTrained: Whether it is learned; `nil` learns what an assistant says.
    ///   - calls: The tools that are called.
    ///   - images: The number of images among the parts.
    package init(role: Role, content: String?, isTrained: Bool? = nil, calls: [Call] = [], images: Int = 0) {
        self.role = role
        self.content = content
        self.isTrained = isTrained ?? (role == .assistant)
        self.calls = calls
        self.images = images
    }
}
