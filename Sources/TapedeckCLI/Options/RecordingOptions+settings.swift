// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Tapedeck
import TapedeckUpstream

extension RecordingOptions {
    /// The settings of recording that the flags give.
    /// - Throws: What is wrong with the URL of the upstream.
    func settings() throws -> RecordingSettings {
        let baseURL: BaseURL
        do {
            baseURL = try BaseURL(upstream)
        } catch {
            throw ValidationError("--upstream: \(error)")
        }
        let configuration = UpstreamConfiguration(
            baseURL: baseURL,
            timeouts: UpstreamTimeouts(
                connecting: .seconds(connectTimeout),
                firstByte: .seconds(firstByteTimeout),
                idle: .seconds(idleTimeout)
            ),
            proxies: useProxy ? .environment : .none,
            certificateAuthorities: caBundle
        )
        return RecordingSettings(upstream: configuration, policy: policy, redactionRules: redactionRules)
    }

    /// Whether requests go to OpenAI itself, which requires a key.
    var isOpenAI: Bool { (try? BaseURL(upstream)) == .openAI }

    /// Whether the upstream is a resource of Azure.
    var isAzure: Bool { (try? BaseURL(upstream))?.isAzure ?? false }
}
