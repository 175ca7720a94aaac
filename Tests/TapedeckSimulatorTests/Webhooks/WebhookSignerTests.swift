// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import Testing

@testable import TapedeckSimulator

struct WebhookSignerTests {
    private let secret = "whsec_" + Data("0123456789abcdef".utf8).base64EncodedString()

    @Test func `signs identifier, time and body with the key in the secret`() throws {
        let fields = try WebhookSigner(secret: secret).fields(of: Array("{}".utf8), id: "wh_1", at: 1_700_000_000)
        #expect(fields[.webhookID] == "wh_1")
        #expect(fields[.webhookTimestamp] == "1700000000")
        // From Python: hmac.new(b'0123456789abcdef', b'wh_1.1700000000.{}', 'sha256').
        #expect(fields[.webhookSignature] == "v1,MWNVKRk0S/IIHKF5z4VrpH+ubEG9ia3nrGUboiQofY8=")
    }

    @Test(arguments: ["", "whsec_", "whsec_not base64", "MDEyMw=="])
    func `refuses a secret of another form without quoting it`(secret: String) {
        let error = #expect(throws: InvalidWebhookSecret.self) { try WebhookSigner(secret: secret) }
        #expect(error?.description.contains("base64") == true)
        #expect(error?.description.contains("not base64") == false)
    }
}
