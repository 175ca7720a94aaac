// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Keys and secrets for tests, put together when they are needed so that no file holds one.
package enum FakeSecret {
    /// A key of a user, 51 characters.
    package static let userKey = "sk" + "-" + String(repeating: "Fake0", count: 9) + "End"
    /// A key of a project, 164 characters.
    package static let projectKey = "sk" + "-proj-" + String(repeating: "fA_ke-7", count: 22) + "End0"
    /// A key of a browser session.
    package static let sessionKey = "sess" + "-" + String(repeating: "notReal9", count: 5)
    /// A token without the shape of a key, as a gateway may give out.
    package static let token = "gateway" + "Token" + "+fake/0123=="
}
