// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The credentials in the environment of a process, by the names of their variables.
package struct EnvironmentSecrets: Sendable {
    /// No credentials.
    package static let none = EnvironmentSecrets([:])

    private let names: [String]
    /// The values, to be redacted wherever they stand.
    package let values: [String]

    /// Finds the variables that are named like a credential and whose value may be one.
    /// - Parameters:
    ///   - environment: The variables.
    ///   - isHarmless: Whether a value is known not to be a secret, such as the path of a file that holds it.
    package init(_ environment: [String: String], isHarmless: (String) -> Bool = { _ in false }) {
        let variables = environment.filter { name, value in
            CredentialNames.isVariable(name.utf8) && KnownSecrets.isSecret(value)
                && !Placeholder.isPlaceholder(Array(value.utf8)[...]) && !isHarmless(value)
        }.sorted { $0.key < $1.key }
        names = variables.map(\.key)
        values = variables.map(\.value)
    }

    /// The name of a variable whose value a text holds.
    package func variable(in text: String) -> String? {
        zip(names, values).first { text.utf8.firstRange(of: $1.utf8) != nil }?.0
    }
}
