// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckUpstream
import Testing

@Suite(.enabled(if: Origin.hasOpenSSL, "needs the openssl command"), .timeLimit(.minutes(5)))
struct CurlUpstreamTLSTests {
    @Test func `a certificate of a trusted authority is accepted`() async throws {
        let client = try Origin.secure.get().client()
        let echo = try await client.whole("/v1/echo", .post, body: Body([1, 2, 3])).echo()
        #expect(echo.length == 3)
    }

    @Test func `a certificate of an unknown authority is refused`() async throws {
        let origin = try Origin.secure.get()
        let client = try origin.client(trusting: false)
        let error = await #expect(throws: UpstreamError.self) { try await client.whole("/v1/echo") }
        #expect(error?.code == .tlsFailed)
        let beginning = "The TLS certificate of the upstream \(client.origin) is not trusted ("
        #expect(error?.message.hasPrefix(beginning) == true)
    }

    @Test func `a certificate for another host is refused`() async throws {
        let client = try Origin.misnamed.get().client()
        let error = await #expect(throws: UpstreamError.self) { try await client.whole("/v1/echo") }
        #expect(error?.code == .tlsFailed)
    }

    @Test func `an authority file that cannot be read says so`() async throws {
        let base = try BaseURL("https://127.0.0.1:\(Origin.secure.get().port)")
        let client = CurlUpstream(
            configuration: UpstreamConfiguration(baseURL: base, certificateAuthorities: "/nonexistent/authorities.pem")
        )
        let error = await #expect(throws: UpstreamError.self) { try await client.whole("/v1/echo") }
        #expect(error?.code == .tlsFailed)
        #expect(error?.message.contains("Cannot read the certificate authorities") == true)
    }

    @Test(arguments: ["cut-length", "cut-chunked"])
    func `a body that is cut short throws after its last byte`(_ path: String) async throws {
        let response = try await Origin.secure.get().client().start("/v1/\(path)")
        var received: [UInt8] = []
        let error = await #expect(throws: UpstreamError.self) {
            for try await chunk in response.chunks { received += chunk.bytes }
        }
        #expect(String(decoding: received, as: UTF8.self) == "half")
        #expect(error?.code == .brokenOff)
    }
}
