// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Where a simulated session sends events, and the secret that signs them.
public struct Webhook: Sendable, Hashable {
    /// The URL, with scheme `http` or `https`.
    public var url: String
    /// The secret, `whsec_` and base64, as the service gives out: what `OPENAI_WEBHOOK_SECRET` names for clients.
    public var secret: String

    /// Creates a webhook; URL and secret are checked when a server starts with it.
    public init(url: String, secret: String) {
        self.url = url
        self.secret = secret
    }
}
