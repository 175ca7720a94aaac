// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

struct EnvironmentSecretsTests {
    @Test(arguments: [
        "OPENAI_API_KEY", "HF_TOKEN", "WANDB_API_KEY", "DB_PASSWORD", "AWS_SECRET_ACCESS_KEY", "STRIPE_SECRET",
        "GH_PAT",
        "AWS_SESSION_TOKEN", "azure_client_secret", "PGPASSWORD",
    ])
    func `takes the values of variables that are named like a credential`(name: String) {
        let secrets = EnvironmentSecrets([name: "value-1234"])
        #expect(secrets.values == ["value-1234"])
        #expect(secrets.variable(in: "holds value-1234 in it") == name)
        #expect(secrets.variable(in: "holds value-123") == nil)
    }

    @Test(arguments: [
        ("PATH", "value-1234"), ("TOKENIZERS_PARALLELISM", "value-1234"), ("OPENAI_API_KEY", "none"),
        ("SSH_AUTH_SOCK", "value-1234"), ("MONKEY", "value-1234"), ("HF_TOKEN", "REDACTED......"),
        ("HF_TOKEN", "/file"),
    ])
    func `takes no others, and no words`(name: String, value: String) {
        #expect(EnvironmentSecrets([name: value]) { $0.hasPrefix("/") }.values.isEmpty)
    }
}
