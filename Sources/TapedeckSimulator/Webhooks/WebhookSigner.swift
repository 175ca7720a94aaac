// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import Foundation
package import HTTPTypes

/// Signs messages as Standard Webhooks do, so that the clients' `webhooks.unwrap` accepts them.
package struct WebhookSigner: Sendable {
    /// What a secret begins with.
    private static let prefix = "whsec_"

    private let key: SymmetricKey

    /// Reads a secret.
    /// - Parameter secret: `whsec_` and the key in base64.
    /// - Throws: ``InvalidWebhookSecret``.
    package init(secret: String) throws(InvalidWebhookSecret) {
        guard secret.hasPrefix(Self.prefix),
            let key = Data(base64Encoded: String(secret.dropFirst(Self.prefix.count))), !key.isEmpty
        else { throw InvalidWebhookSecret() }
        self.key = SymmetricKey(data: key)
    }

    /// The header fields of an attempt to deliver a message.
    /// - Parameters:
    ///   - body: The body, as it is sent.
    ///   - id: The identifier of the message.
    ///   - time: The time of the attempt in seconds since 1970; clients refuse one that is five minutes off their clock.
    /// - Returns: Content type, user agent, identifier, time and signature.
    package func fields(of body: [UInt8], id: String, at time: Int) -> HTTPFields {
        let code = HMAC<SHA256>.authenticationCode(for: Array("\(id).\(time).".utf8) + body, using: key)
        return [
            .contentType: "application/json",
            .userAgent: "OpenAI/1.0 (+https://platform.openai.com/docs/webhooks)",
            .webhookID: id,
            .webhookTimestamp: "\(time)",
            .webhookSignature: "v1,\(Data(code).base64EncodedString())",
            .simulated: "1",
        ]
    }
}

/// The error of a webhook's secret that has another form.
package struct InvalidWebhookSecret: Error, Sendable, Hashable, CustomStringConvertible {
    /// One line that says what the secret must be, and does not quote it.
    package let description =
        "the secret of the webhook must be whsec_ followed by base64, such as the output of "
        + "'echo whsec_$(openssl rand -base64 24)'"
}

extension HTTPField.Name {
    static let webhookID = known("webhook-id")
    static let webhookTimestamp = known("webhook-timestamp")
    static let webhookSignature = known("webhook-signature")
}
