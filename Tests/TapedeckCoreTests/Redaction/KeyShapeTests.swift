// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore
import TapedeckTestSupport
import Testing

struct KeyShapeTests {
    /// Letters and digits as keys have them; put together here, so that no file holds what looks like a key.
    private static func random(_ count: Int, seed: UInt64 = 7, _ alphabet: String = alphanumeric) -> String {
        var generator = SplitMix64(seed: seed)
        let alphabet = Array(alphabet)
        return String((0..<count).map { _ in alphabet.randomElement(using: &generator) ?? "0" })
    }

    private static let alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    private static let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

    struct Vendor: Sendable, CustomTestStringConvertible {
        let name: String
        let key: String
        var testDescription: String { name }
    }

    static let vendors: [Vendor] = [
        ("OpenAI, a user's", "sk" + "-" + random(20) + "T3BlbkFJ" + random(20)),
        ("OpenAI, a project's", "sk" + "-proj-" + random(60) + "_" + random(40) + "-" + random(20)),
        ("OpenAI, a service account's", "sk" + "-svcacct-" + random(80)),
        ("OpenAI, an administrator's", "sk" + "-admin-" + random(80)),
        ("OpenAI, a browser's", "sess" + "-" + random(40)),
        ("OpenAI, a realtime session's", "ek" + "_" + random(32, "0123456789abcdef")),
        ("OpenAI, a webhook's", "whsec" + "_" + random(32) + "=="),
        ("Anthropic", "sk" + "-ant-api03-" + random(93) + "AA"),
        ("Alibaba Cloud, a plan's", "sk" + "-sp-" + random(20) + "." + random(19) + "_XYZ-" + random(10)),
        ("Alibaba Cloud, a workspace's", "sk" + "-ws-H.ABCDE." + random(20) + ".MNOP"),
        ("with a dot", "sk" + "-" + random(32) + "." + random(32)),
        ("Azure", random(52) + "JQQJ99" + "BKACYeBjFXJ3w3AAABACOGxYz1"),
        ("Microsoft Entra", "abc8Q~" + random(34)),
        ("Azure storage", "AccountKey=" + random(86) + "=="),
        ("Hugging Face", "hf" + "_" + random(34)),
        ("GitHub", "ghp" + "_" + random(36)), ("GitHub, an app's", "ghs" + "_" + random(36)),
        ("GitHub, a fine-grained one", "github" + "_pat_" + random(22) + "_" + random(59)),
        ("AWS", "AKIA" + random(16, upper)), ("AWS, a temporary one", "ASIA" + random(16, upper)),
        ("Google", "AIza" + random(35)), ("Google, a token", "ya29" + ".a0" + random(60)),
        ("Slack", "xoxb" + "-1234567890-" + random(24)), ("Slack, an app's", "xapp" + "-1-A0-" + random(40)),
        ("Stripe", "sk" + "_live_" + random(24)), ("Stripe, a test's", "rk" + "_test_" + random(24)),
        ("Weights & Biases", "wandb" + "_v1_" + random(76)),
        ("Groq", "gsk" + "_" + random(52)), ("xAI", "xai" + "-" + random(80)),
        ("a token of three parts", jwt), ("a bearer of a header", "Bearer " + random(30) + "7"),
        ("a signature of a URL", "https://x.example/a?se=2026&sig=" + random(30) + "9%3D"),
        ("an ampersand that JSON escapes", "https://x.example/a?se=1\\u0026sig=" + random(30) + "9%3D"),
        ("a private key", pem),
    ].map { Vendor(name: $0.0, key: $0.1) }

    private static func random(_ count: Int, _ alphabet: String) -> String { random(count, seed: 7, alphabet) }

    private static let jwt = ["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0NTY3ODkwIn0", random(43)].joined(separator: ".")
    private static let pem =
        "-----BEGIN RSA " + "PRIVATE KEY-----\\n" + random(64) + "\\n" + random(64) + "\\n-----END RSA PRIVATE KEY-----"

    @Test(arguments: vendors, ["", #"{"a":""#, "key: ", "\n"])
    func `a key of every vendor is replaced, however it is cut`(_ vendor: Vendor, _ before: String) {
        let bytes = Array((before + vendor.key + "\", more").utf8)
        let whole = Redactor().redact(bytes[...], as: .lengthClass)
        let text = String(decoding: whole, as: UTF8.self)
        #expect(text.hasPrefix(before) && text.hasSuffix("\", more"))
        #expect(text.contains("REDACTED"))
        let runs = vendor.key.split { !$0.isLetter && !$0.isNumber }.map { String($0) }
        let longest = runs.max { $0.count < $1.count } ?? ""
        #expect(!text.contains(longest))
        #expect(Redactor().redact(whole[...], as: .lengthClass) == whole)
        for cut in stride(from: 1, to: bytes.count, by: 3) {
            var stream = Redactor().stream(as: .lengthClass)
            #expect(stream.push(bytes[..<cut]) + stream.push(bytes[cut...]) + stream.finish() == whole)
            #expect(stream.replacements == 1)
        }
        let uniform = Redactor().redact(bytes[...], as: .uniform)
        #expect(Redactor().redact(whole[...], as: .uniform) == uniform)
    }

    static let harmless = [
        "sk" + "-toggleable__label-arrow", "class=\"sk" + "-toggleable__content fitted\"",
        "sk" + "-hynix-reports-record-2023-profits", "task" + "-description-generator-v2",
        "sk" + "-estimator-doc-link-fitted-2024", "hf_hub_download_something_very_long_indeed_1",
        "chatcmpl-" + random(29), "file-" + random(22), "ftjob-" + random(24), "resp_" + random(48),
        "call_" + random(24), "msg_" + random(48), "rs_" + random(48), "fc_" + random(48), "req_" + random(32),
        "asst_" + random(24), "thread_" + random(24), "batch_" + random(32), "vs_" + random(24), "sess_" + random(24),
        "550e8400-e29b-41d4-a716-446655440000", random(64, "0123456789abcdef"), random(40, "0123456789abcdef"),
        "sha256:" + random(64, "0123456789abcdef"), "data:image/png;base64," + random(4000), "gAAAAAB" + random(400),
        "eyJ0ZXh0IjoiaGVsbG8gd29ybGQsIGhvdyBhcmUgeW91In0=", "Bearer authentication-is-described-below",
        "the Basic misunderstandings", "-----BEGIN PUBLIC KEY-----", "AKIA", "a?key=value&token=word",
        "-----BEGIN PRIVATE KEY----- is the first line of a file that holds one and must not be shared",
        "[0.0123456789, -0.0234567891, 0.0345678912]", "ft:gpt-4o-mini-2024-07-18:acme:summaries:A1b2C3d4",
    ]

    @Test(arguments: harmless)
    func `what is no key stays`(_ text: String) {
        let body = JSONValue.object([JSONMember(name: "content", value: .string(text))]).text()
        for text in [text, body] {
            #expect(String(decoding: Redactor().redact(Array(text.utf8)[...], as: .lengthClass), as: UTF8.self) == text)
        }
    }

    @Test func `random base64 holds no key`() {
        var generator = SplitMix64(seed: 3)
        let bytes = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let text = Array(Data(bytes).base64EncodedString().utf8)
        #expect(Redactor().redact(text[...], as: .lengthClass) == text)
    }
}
