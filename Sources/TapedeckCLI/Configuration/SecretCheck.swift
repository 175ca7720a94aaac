// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckYAML

/// Finds credentials in a configuration file, which is meant to be committed.
struct SecretCheck {
    let path: String
    let secrets: EnvironmentSecrets

    /// Refuses a file that contains the value of a credential of the environment, or text in the shape of a key.
    /// - Throws: `ConfigurationError` that names the line and does not quote it.
    func check(_ bytes: [UInt8]) throws(ConfigurationError) {
        guard bytes.count <= ConfigurationSection.sizeLimit else { return }
        let redactor = Redactor()
        let lines = String(decoding: bytes, as: UTF8.self).split(
            omittingEmptySubsequences: false,
            whereSeparator: \.isNewline
        )
        for (index, line) in lines.enumerated() {
            let line = String(line)
            if let variable = secrets.variable(in: line) {
                throw error(index + 1, "this is the value of the environment variable \(variable)")
            }
            guard redactor.redact(line, as: .lengthClass) == line else {
                throw error(index + 1, "this looks like a key")
            }
        }
    }

    /// Refuses a key that is named like a credential.
    static func checkName(_ key: String, in section: ConfigurationSection) throws(ConfigurationError) {
        guard CredentialNames.isHeader(key.utf8) || CredentialNames.isQueryItem(key.utf8) else { return }
        throw section.remark(key, "'\(key)' is not a setting, since the file is meant to be committed. \(remedy)")
    }

    private func error(_ line: Int, _ problem: String) -> ConfigurationError {
        ConfigurationError(
            "\(path), line \(line): \(problem), and the file is meant to be committed. Take it out. \(Self.remedy)"
        )
    }

    private static let remedy =
        "Keys go into the environment: OPENAI_API_KEY for clients, TAPEDECK_CONTROL_TOKEN for the control API."
}
