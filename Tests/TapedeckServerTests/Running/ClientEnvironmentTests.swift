// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckServer

/// What the command of `run` gets for what this process has.
struct ClientEnvironmentTests {
    private let base = "http://127.0.0.1:8080/v1"
    private let root = "http://127.0.0.1:8080"

    private func environment(_ inherited: [String: String], key: String? = "none") -> ClientEnvironment {
        ClientEnvironment(baseURL: base, placeholderKey: key, inherited: inherited)
    }

    @Test func `the spellings of the well-known clients hold the base URL whatever is inherited`() {
        let added = environment([:]).added
        for name in ["OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_API_BASE_URL"] { #expect(added[name] == base) }
        #expect(added["TAPEDECK_SERVER"] == root)
        #expect(environment([:]).replaced.isEmpty)
    }

    @Test(arguments: [
        ("OPENAI_API_BASE", "http://127.0.0.1:9/v1"), ("OPENAI_API_BASE", "https://api.openai.com/v1/"),
        ("OPENAI_API_BASE", "http://127.0.0.1:9"), ("OPENAI_API_BASE_URL", "http://127.0.0.1:9/"),
        ("AIDER_OPENAI_API_BASE", "http://127.0.0.1:9/v1"),
        ("OPENAI_API_BASE_URLS", "https://a.test/v1;https://b.test/v1"),
        ("OPENAI_API_URL", "https://a.test/v1"), ("openai_api_base", "https://a.test/v1"),
        ("LITELLM_PROXY_API_BASE", "https://a.test/v1"), ("MY_LLM", "https://api.openai.com/v1"),
        ("SUMMARIZER", "https://eu.api.openai.com/v1"), ("AZURE_API_BASE", "http://127.0.0.1:9/v1"),
    ])
    func `a variable that leads to a service leads to the server`(name: String, value: String) {
        let environment = environment([name: value])
        #expect(environment.added[name] == base)
        #expect(environment.replaced == [name])
    }

    @Test(arguments: [
        ("OPENAI_API_HOST", "https://api.openai.com", "http://127.0.0.1:8080"),
        ("OPENAI_API_HOST", "api.openai.com", "127.0.0.1:8080"),
        ("SPRING_AI_OPENAI_BASE_URL", "https://api.openai.com/", "http://127.0.0.1:8080"),
        ("OPENAI_API_ENDPOINT", "https://a.test/v1/chat/completions", "http://127.0.0.1:8080/v1/chat/completions"),
        ("AZURE_OPENAI_ENDPOINT", "https://mine.openai.azure.com/", "http://127.0.0.1:8080"),
        ("AZURE_OPENAI_ENDPOINT", "http://127.0.0.1:9/v1", "http://127.0.0.1:8080"),
        ("AZURE_API_BASE", "https://mine.openai.azure.com", "http://127.0.0.1:8080"),
        ("AZURE_API_BASE", "https://gateway.test/team", "http://127.0.0.1:8080"),
        ("MY_RESOURCE", "https://mine.cognitiveservices.azure.com/", "http://127.0.0.1:8080"),
        ("AZURE_OPENAI_BASE_PATH", "https://a.test/openai/deployments", "http://127.0.0.1:8080/openai/deployments"),
        ("FOUNDRY", "https://mine.services.ai.azure.com/openai/v1/", "http://127.0.0.1:8080/openai/v1"),
        ("AZURE_RESOURCE_NAME", "mine", ""), ("AZURE_OPENAI_API_INSTANCE_NAME", "mine", ""),
        ("OPENAI_PROXY", "http://proxy.test:3128", ""),
    ])
    func `a value keeps its shape`(name: String, value: String, expected: String) {
        #expect(environment([name: value]).added[name] == expected)
    }

    @Test(arguments: [
        ("OPENAI_HOST", "azure"), ("OPENAI_MODEL", "gpt-4o"), ("OPENAI_WEBHOOK_URL", "https://me.test/hook"),
        ("OPENAI_LOG", "debug"), ("DATABASE_URL", "postgres://db.test/v1"), ("HOMEPAGE", "https://openai.com/"),
        ("ANTHROPIC_BASE_URL", "https://a.test"), ("OPENAI_ORG_ID", "org-1"),
        ("OPENAI_BASE_PATH", "v1/chat/completions"),
    ])
    func `other variables are left alone`(name: String, value: String) {
        let environment = environment([name: value])
        #expect(environment.added[name] == nil)
        #expect(environment.replaced.isEmpty)
    }

    @Test func `a key is only set where none is inherited`() {
        #expect(environment([:]).added["OPENAI_API_KEY"] == "none")
        #expect(environment(["OPENAI_API_KEY": ""]).added["OPENAI_API_KEY"] == "none")
        #expect(environment(["OPENAI_API_KEY": "mine"]).added["OPENAI_API_KEY"] == nil)
        #expect(environment([:], key: nil).added["OPENAI_API_KEY"] == nil)
    }

    @Test(arguments: [
        ["AZURE_OPENAI_ENDPOINT": "https://mine.openai.azure.com"], ["AZURE_OPENAI_API_KEY": "mine"],
        ["AZURE_OPENAI_AD_TOKEN": "mine"], ["OPENAI_API_VERSION": "2024-10-21"],
    ])
    func `a command for Azure gets the endpoint, and a key where it has none`(inherited: [String: String]) {
        let added = environment(inherited).added
        #expect(added["AZURE_OPENAI_ENDPOINT"] == root)
        let hasCredential = inherited.keys.contains { $0.hasSuffix("KEY") || $0.hasSuffix("TOKEN") }
        #expect(added["AZURE_OPENAI_API_KEY"] == (hasCredential ? nil : "none"))
        #expect(added["OPENAI_API_VERSION"] == nil)
        #expect(environment(inherited, key: nil).added["AZURE_OPENAI_API_KEY"] == nil)
    }

    @Test func `the variables of Azure are set for a command that uses it and for no other`() {
        let known = ClientEnvironment(baseURL: base, placeholderKey: "none", isForAzure: true, inherited: [:])
        #expect(known.added["AZURE_OPENAI_ENDPOINT"] == root)
        #expect(known.added["AZURE_OPENAI_API_KEY"] == "none")
        #expect(!environment([:]).added.keys.contains { $0.hasPrefix("AZURE") })
    }

    @Test(arguments: [
        ([:], "127.0.0.1,localhost"), (["NO_PROXY": ""], "127.0.0.1,localhost"),
        (["NO_PROXY": "a.test"], "a.test,127.0.0.1,localhost"),
        (["NO_PROXY": "a.test", "no_proxy": "b.test,localhost"], "a.test,b.test,localhost,127.0.0.1"),
    ])
    func `the way to the server goes around proxies in both spellings`(inherited: [String: String], expected: String) {
        #expect(environment(inherited).added["NO_PROXY"] == expected)
        #expect(environment(inherited).added["no_proxy"] == expected)
    }
}
