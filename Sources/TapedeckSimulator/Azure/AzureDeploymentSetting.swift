// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels

/// A deployment that the configuration names, and the model behind it.
package struct AzureDeploymentSetting: Sendable, Hashable {
    /// The name of the deployment.
    package let name: String
    /// A model of the catalogue, or a fine-tuned one.
    package let model: String

    /// Creates a deployment.
    /// - Throws: ``InvalidAzureDeployment`` when there is no such model, or the name cannot be one.
    package init(name: String, model: String) throws(InvalidAzureDeployment) {
        guard !name.isEmpty, name.utf8.count <= 64, name.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            !name.contains("/")
        else {
            throw InvalidAzureDeployment(
                description: "the name '\(name)' of a deployment needs 1 to 64 characters of ASCII without blanks and /"
            )
        }
        let known = SimulatorState.catalogued(model)
        guard known != nil || model.hasPrefix("ft:") else {
            throw InvalidAzureDeployment(
                description: "the deployment '\(name)' names the model '\(model)', which the simulator does not know; "
                    + "GET /v1/models lists those it does, and a fine-tuned model begins with 'ft:'"
            )
        }
        self.name = name
        self.model = known?.id ?? model
    }

    /// Reads a deployment such as `chat=gpt-4o-mini`.
    /// - Throws: ``InvalidAzureDeployment`` when it is none.
    package init(_ text: String) throws(InvalidAzureDeployment) {
        guard let mark = text.firstIndex(of: "=") else {
            throw InvalidAzureDeployment(
                description: "'\(text)' is no deployment; it takes NAME=MODEL, such as chat=gpt-4o-mini"
            )
        }
        try self.init(name: String(text[..<mark]), model: String(text[text.index(after: mark)...]))
    }
}

/// The error of a deployment that cannot be.
package struct InvalidAzureDeployment: Error, Hashable, CustomStringConvertible {
    /// The problem as a clause.
    package let description: String
}
