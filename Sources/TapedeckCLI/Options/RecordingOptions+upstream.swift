// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import TapedeckUpstream

extension RecordingOptions {
    /// The client for the service; it connects when there are requests.
    func makeUpstream() throws -> CurlUpstream {
        do {
            return makeUpstream(try BaseURL(upstream))
        } catch {
            throw ValidationError("--upstream: \(error)")
        }
    }

    /// The client for a service at another base URL.
    func makeUpstream(_ baseURL: BaseURL) -> CurlUpstream {
        CurlUpstream(
            configuration: UpstreamConfiguration(
                baseURL: baseURL,
                timeouts: UpstreamTimeouts(
                    connecting: .seconds(connectTimeout),
                    firstByte: .seconds(firstByteTimeout),
                    idle: .seconds(idleTimeout)
                ),
                proxies: useProxy ? .environment : .none,
                certificateAuthorities: caBundle
            )
        )
    }

    /// Whether requests go to OpenAI itself, which wants a key.
    var isOpenAI: Bool { (try? BaseURL(upstream)) == .openAI }
}
