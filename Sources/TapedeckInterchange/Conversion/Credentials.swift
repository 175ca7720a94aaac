// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

/// Tells credentials from the placeholders of recorders.
enum Credentials {
    /// The longest placeholder.
    private static let placeholderLimit = 40
    private static let fieldNames = ["authorization", "api-key", "x-api-key"]

    /// The fields of a request without credentials that are placeholders.
    ///
    /// A word such as `Sanitized` or `<OPENAI_ACCESS_TOKEN>` is no secret, and replacing it would change every body in
    /// which the recorder wrote it. Keys are random and practically never without a digit.
    static func withoutPlaceholders(_ fields: HTTPFields) -> HTTPFields {
        HTTPFields(
            fields.filter { field in
                !fieldNames.contains(field.name.canonicalName) || !isPlaceholder(field.value)
            }
        )
    }

    private static func isPlaceholder(_ value: String) -> Bool {
        let credential = value.split(separator: " ").last ?? ""
        return credential.utf8.count <= placeholderLimit && !credential.contains(where: \.isNumber)
    }
}
