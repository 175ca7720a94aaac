// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TapedeckCore
import TapedeckUpstream
import Testing

/// Each in a process of its own, whose environment is its own as well.
@Suite(.timeLimit(.minutes(5))) struct CurlUpstreamProxyTests {
    @Test func `the environment counts for nothing by default`() async {
        await #expect(processExitsWith: .success) {
            for name in ["http_proxy", "all_proxy", "ALL_PROXY"] { setenv(name, "http://127.0.0.1:1", 1) }
            let echo = try await Origin.plain.get().client().whole("/v1/echo").echo()
            #expect(echo.target == "/v1/echo")
        }
    }

    @Test func `the environment's proxy is used when asked for`() async {
        await #expect(processExitsWith: .success) {
            let proxy = try Origin.plain.get()
            setenv("http_proxy", "http://127.0.0.1:\(proxy.port)", 1)
            setenv("no_proxy", "", 1)
            let base = try BaseURL("http://service.invalid/openai/v1")
            let client = CurlUpstream(configuration: UpstreamConfiguration(baseURL: base, proxies: .environment))
            let echo = try await client.whole("/v1/echo?a=%20b").echo()
            #expect(echo.target == "http://service.invalid/openai/v1/echo?a=%20b")
            #expect(echo.values("host") == ["service.invalid"])
        }
    }

    @Test func `a proxy that cannot be reached says so`() async {
        await #expect(processExitsWith: .success) {
            setenv("https_proxy", "http://proxy.invalid:3128", 1)
            let client = CurlUpstream(configuration: UpstreamConfiguration(baseURL: .openAI, proxies: .environment))
            let error = await #expect(throws: UpstreamError.self) { try await client.whole("/v1/models") }
            #expect(error?.code == .unresolvedHost)
            #expect(error?.message.hasPrefix("Cannot resolve the proxy on the way to the upstream") == true)
        }
    }
}
