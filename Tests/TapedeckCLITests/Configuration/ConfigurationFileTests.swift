// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckYAML
import Testing

@testable import TapedeckCLI

@Suite struct ConfigurationFileTests {
    private static func message(_ text: String, secrets: EnvironmentSecrets = .none) -> String? {
        #expect(throws: ConfigurationError.self) {
            try ConfigurationFile(Array(text.utf8), path: "t.yaml", secrets: secrets)
        }?.message
    }

    @Test func `an empty file says nothing`() throws {
        let file = try ConfigurationFile([], path: "t.yaml")
        #expect(file.section(nil) == nil && file.section("server") == nil)
    }

    @Test func `paths are relative to the folder of the file`() throws {
        #expect(try ConfigurationFile([], path: "tapedeck.yaml").resolve("cassettes") == "cassettes")
        #expect(try ConfigurationFile([], path: "../tapedeck.yaml").resolve("cassettes") == "../cassettes")
        #expect(try ConfigurationFile([], path: "/etc/t.yaml").resolve("a/b") == "/etc/a/b")
        #expect(try ConfigurationFile([], path: "/etc/t.yaml").resolve("/a") == "/a")
    }

    @Test(arguments: [
        ("prot: 1\n", "t.yaml, line 1: the configuration has the unknown key 'prot'."),
        ("server:\n  prot: 1\n", "t.yaml, line 2: 'server' has the unknown key 'prot'. Did you mean 'port'?"),
        ("server:\n  ignore-json: x\n", "line 2: 'server' has the unknown key 'ignore-json'."),
        ("matching:\n  ignore-json: x\n", "Did you mean 'ignore_json'?"),
        ("port: 1\n", "t.yaml, line 1: 'port' belongs under 'server'."),
        ("server: {mode: once}\n", "t.yaml, line 1: 'mode' belongs at the top."),
        ("server: 8080\n", "t.yaml, line 1: 'server' must be a map of keys and values."),
        ("server: {port: 65536}\n", "t.yaml, line 1: 'port' takes a number from 0 to 65535."),
        ("server: {port: \"80\"}\n", "t.yaml, line 1: 'port' must be a whole number, not \"80\"."),
        ("mode: sometimes\n", "'mode': \"sometimes\" is not one of once, new_episodes, none, all."),
        ("playback: {timing: -1}\n", "\"-1\" is not instant, recorded or a number more than 0."),
        ("simulation: {seed: -1}\n", "'seed' must be a whole number from 0, not \"-1\"."),
        ("recording: {max_tokens: 0}\n", "'max_tokens' takes a number from 1."),
        ("recording: {record_errors: 2}\n", "'record_errors' must be true or false, not \"2\"."),
        ("network: {idle_timeout: 0}\n", "'idle_timeout' takes seconds, more than 0 and up to 86400."),
        ("upstream: ftp://x\n", "'upstream': Cannot use \"ftp://x\""),
        ("upstream: http://me:word@host/v1\n", "it must not hold a user name or password"),
        ("matching: {ignore_json: [user]}\n", "'ignore_json': 'user' is not a JSON path"),
        ("matching:\n  scrub:\n    - (\n", "line 2: 'scrub': "),
        ("redaction: {redact: ['(']}\n", "'redact': "),
        ("redaction: {redact_json: [x]}\n", "'redact_json': 'x' is not a JSON path"),
        ("report: [a.json, ./a.json]\n", "twice"),
        ("server: {allow_origins: [nowhere]}\n", "'allow_origins': the list has the invalid item \"nowhere\"."),
    ])
    func `a file is refused with line and remedy`(_ text: String, _ words: String) {
        let message = Self.message(text)
        #expect(message?.contains(words) == true, "\(message ?? "")")
    }

    @Test(arguments: ["api_key: x\n", "server: {control_token: x}\n", "password: x\n", "authorization: x\n"])
    func `a key that is named like a credential is refused with the place for it`(_ text: String) {
        let message = Self.message(text)
        #expect(message?.contains("meant to be committed. Keys go into the environment: OPENAI_API_KEY") == true)
    }

    @Test func `text in the shape of a key is refused without being quoted`() {
        let key = "sk-proj-" + String(repeating: "Tape", count: 12)
        for text in ["mode: once\nupstream: http://host/\(key)\n", "mode: once\n# \(key)\n"] {
            let message = Self.message(text)
            #expect(message?.hasPrefix("t.yaml, line 2: this looks like a key") == true)
            #expect(message?.contains("Tape") == false)
        }
    }

    @Test func `the value of a credential of the environment is refused`() {
        let secrets = EnvironmentSecrets(["SOME_API_KEY": "correct-horse-7"])
        let message = Self.message("redaction:\n  redact: correct-horse-7\n", secrets: secrets)
        #expect(
            message?.hasPrefix("t.yaml, line 2: this is the value of the environment variable SOME_API_KEY") == true
        )
        #expect(message?.contains("horse") == false)
    }
}
