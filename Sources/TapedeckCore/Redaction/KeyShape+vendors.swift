// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

extension KeyShape {
    private static let scanning =
        "https://docs.github.com/en/code-security/reference/secret-security/supported-secret-scanning-patterns"
    private static let openAIKeys = "https://platform.openai.com/docs/api-reference/authentication"
    private static let azureKeys = "https://github.com/microsoft/security-utilities"
    private static let githubTokens =
        "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/"
    private static let googleTokens = "https://developers.google.com/identity/protocols/oauth2"
    private static let slackTokens = "https://docs.slack.dev/authentication/tokens"

    /// The keys that cassettes of the first version were redacted of, and by which their requests match.
    static let firstVersion = [
        KeyShape("OpenAI", "sk-", .run(.key), demand: .none, kept: .mark, source: openAIKeys),
        KeyShape("OpenAI", "sess-", .run(.key), demand: .none, kept: .mark, source: openAIKeys),
    ]

    /// The keys of the well-known vendors; of those that begin alike the more special one comes first.
    static let vendors = dotted + openAI + clouds + others + documents + places

    private static let dotted = ["sk-sp-", "sk-ws-"].map { prefix in
        KeyShape(
            "Alibaba Cloud",
            prefix,
            .dotted,
            demand: .digit,
            source: "https://www.alibabacloud.com/help/en/model-studio/get-api-key"
        )
    }

    /// With `sk-` begin the keys of OpenAI (`sk-proj-`, `sk-svcacct-`, `sk-admin-`), Anthropic (`sk-ant-`), OpenRouter
    /// (`sk-or-`), DeepSeek and many others.
    private static let openAI = [
        KeyShape("OpenAI", "sk-", .openAI, kept: .mark, source: openAIKeys),
        KeyShape("OpenAI", "sess-", .openAI, kept: .mark, source: openAIKeys),
        KeyShape(
            "OpenAI, of a realtime session",
            "ek_",
            .run(.alphanumeric),
            source: "https://platform.openai.com/docs/api-reference/realtime-sessions"
        ),
        KeyShape(
            "OpenAI and Stripe, of a webhook",
            "whsec_",
            .run(.base64),
            source: "https://platform.openai.com/docs/guides/webhooks"
        ),
    ]

    private static let clouds: [KeyShape] =
        [
            // The mark of a key with a checksum, 52 characters after its beginning.
            KeyShape("Azure", "JQQJ9", .run(.base64), 24...31, demand: .none, behind: 52, source: azureKeys),
            KeyShape("AWS", "AKIA", .run(.key), 16...16, source: scanning),
            KeyShape("AWS", "ASIA", .run(.key), 16...16, source: scanning),
            KeyShape(
                "AWS Bedrock",
                "ABSKQmVkcm9ja0FQSUtleS",
                .run(.base64),
                source: "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html"
            ),
            KeyShape("Google", "AIza", .run(.key), 35...Int.max, source: scanning),
            KeyShape("Google", "ya29.", .run(.key.union(ByteSet("."))), source: googleTokens),
            KeyShape("Google", "1//0", .run(.key), 40...Int.max, source: googleTokens),
            KeyShape("Google", "GOCSPX-", .run(.key), source: scanning),
        ]
        + (0...9).map { digit in
            // The secret of an application: three characters, a digit, and the mark.
            KeyShape(
                "Microsoft Entra",
                "\(digit)Q~",
                .run(.key.union(ByteSet("~."))),
                31...36,
                demand: .none,
                behind: 3,
                source: azureKeys
            )
        }

    private static let others: [KeyShape] =
        [
            KeyShape(
                "Hugging Face",
                "hf_",
                .run(.alphanumeric),
                30...Int.max,
                source: "https://huggingface.co/docs/hub/security-tokens"
            ),
            KeyShape("Hugging Face", "api_org_", .run(.alphanumeric), 30...Int.max, source: scanning),
            KeyShape("GitHub", "github_pat_", .run(.key), 36...Int.max, source: githubTokens),
            KeyShape(
                "GitLab",
                "glpat-",
                .run(.key.union(ByteSet("."))),
                source: "https://docs.gitlab.com/security/tokens/"
            ),
            KeyShape("Slack", "xapp-", .run(.key), source: slackTokens),
            KeyShape("Weights & Biases", "wandb_v1_", .run(.key), source: "https://docs.wandb.ai/models/quickstart"),
            KeyShape("Groq", "gsk_", .run(.alphanumeric), source: scanning),
            KeyShape("xAI", "xai-", .run(.alphanumeric), source: scanning),
            KeyShape("Perplexity", "pplx-", .run(.alphanumeric), source: scanning),
            KeyShape("Replicate", "r8_", .run(.alphanumeric), 30...Int.max, source: scanning),
            KeyShape("NVIDIA", "nvapi-", .run(.key), 40...Int.max, source: scanning),
            KeyShape("Together", "tgp_v1_", .run(.key), 40...Int.max, source: scanning),
            KeyShape("Cerebras", "csk-", .run(.alphanumeric), 40...Int.max, source: scanning),
            KeyShape("LangSmith", "lsv2_", .run(.key), 40...Int.max, source: scanning),
            KeyShape("Tavily", "tvly-", .run(.key), source: scanning),
            KeyShape("Databricks", "dapi", .run(.alphanumeric), 32...34, demand: .digit, source: scanning),
            KeyShape("npm", "npm_", .run(.alphanumeric), 36...Int.max, source: scanning),
            KeyShape("SendGrid", "SG.", .run(.key.union(ByteSet("."))), 60...Int.max, source: scanning),
            KeyShape("HashiCorp Vault", "hvs.", .run(.key), source: scanning),
        ]
        + ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].map { prefix in
            KeyShape("GitHub", prefix, .run(.alphanumeric), 36...Int.max, source: githubTokens)
        }
        + ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-", "xoxe.", "xoxc-", "xoxd-"].map { prefix in
            KeyShape("Slack", prefix, .run(.key.union(ByteSet("%."))), source: slackTokens)
        }
        + ["sk_live_", "sk_test_", "rk_live_", "rk_test_"].map { prefix in
            KeyShape("Stripe", prefix, .run(.alphanumeric), source: "https://docs.stripe.com/keys")
        }

    private static let documents = [
        KeyShape("JSON Web Token", "eyJ", .jwt, source: "https://www.rfc-editor.org/rfc/rfc7519"),
        KeyShape("private key", "-----BEGIN ", .pem, source: "https://www.rfc-editor.org/rfc/rfc7468"),
    ]

    /// Credentials in text that says what they are: in URLs, connection strings and header lines.
    private static let places: [KeyShape] = {
        let names = [
            "sig", "X-Amz-Signature", "X-Amz-Security-Token", "X-Amz-Credential", "X-Goog-Signature",
            "X-Goog-Credential", "access_token", "api_key", "api-key", "apikey", "apiKey", "subscription-key",
            "client_secret", "key", "token",
        ]
        let url = ByteSet.base64.union(ByteSet("%.~"))
        // JSON writes an ampersand as an escape now and then, and HTML as an entity.
        var places = ["?", "&", "u0026", ";"].flatMap { separator in
            names.map {
                (prefix: "\(separator)\($0)=", alphabet: url, source: "https://www.rfc-editor.org/rfc/rfc3986")
            }
        }
        places += [
            ("AccountKey=", .base64, azureKeys), ("SharedAccessKey=", .base64, azureKeys),
            ("Bearer ", url, "https://www.rfc-editor.org/rfc/rfc6750"),
            ("Basic ", .base64, "https://www.rfc-editor.org/rfc/rfc7617"),
            ("hooks.slack.com/services/", .base64, slackTokens),
        ]
        return places.map { place in
            KeyShape(
                "credential in text",
                place.prefix,
                .run(place.alphabet),
                demand: .digit,
                kept: .place,
                source: place.source
            )
        }
    }()
}
