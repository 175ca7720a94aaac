// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A cassette format that can be imported.
package enum ImportFormat: String, Sendable, Hashable, CaseIterable {
    /// Cassettes of the Ruby library VCR, as YAML or JSON.
    case rubyVCR = "ruby_vcr"
    /// Cassettes of the R package vcr, as YAML or JSON.
    case rVCR = "r_vcr"
    /// Cassettes of the Python library vcrpy, as YAML or JSON.
    case vcrpy
    /// HTTP archives, version 1.2: those of browsers and proxies, and those of Polly.JS.
    case har
    /// Session records of the test proxy of the Azure SDKs.
    case azureTestProxy = "azure_test_proxy"
    /// Cassettes of the Datadog test agent, as JSON. Its YAML cassettes are those of vcrpy.
    case datadogTestAgent = "datadog_test_agent"
    /// Cassettes of the Go library go-vcr.
    case goVCR = "go_vcr"
    /// Stub mappings of WireMock.
    case wireMock = "wiremock"
    /// Fixtures of aimock, formerly llmock.
    case aimock
    /// Cassettes of the recording proxy buffr.
    case buffr
    /// Flow files of mitmproxy.
    case mitmproxy
    /// The text form of Tapedeck's own cassettes.
    case jsonLines = "jsonl"

    /// The name of the format for people.
    package var label: String {
        switch self {
        case .rubyVCR: "Ruby VCR"
        case .rVCR: "R vcr"
        case .vcrpy: "vcrpy"
        case .goVCR: "go-vcr"
        case .har: "HAR"
        case .azureTestProxy: "Azure test proxy"
        case .datadogTestAgent: "Datadog test agent"
        case .wireMock: "WireMock"
        case .aimock: "aimock"
        case .buffr: "buffr"
        case .mitmproxy: "mitmproxy"
        case .jsonLines: "Tapedeck JSON lines"
        }
    }
}
