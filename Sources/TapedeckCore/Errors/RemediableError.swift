// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// An error of one shape: what happened, and the next step as a value.
package protocol RemediableError: Error {
    /// What happened, to which thing; ends with a full stop only when no clause is to follow in the same sentence.
    var message: String { get }
    /// The next step, where its wording depends on the interface.
    var remedy: Remedy? { get }
}

extension RemediableError {
    /// The problem and the next step in one line, in the terms of an interface.
    package func text(for interface: Remedy.Interface) -> String {
        guard let clause = remedy?.clause(for: interface) else { return message }
        guard message.hasSuffix(".") else { return "\(message); \(clause)." }
        return "\(message) \(clause.prefix(1).uppercased())\(clause.dropFirst())."
    }
}

extension Error {
    /// The description of any error, with its remedy in the terms of an interface when it has one.
    package func text(for interface: Remedy.Interface) -> String {
        (self as? any RemediableError)?.text(for: interface) ?? "\(self)"
    }
}
