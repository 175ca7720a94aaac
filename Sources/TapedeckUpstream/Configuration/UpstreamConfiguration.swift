// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The settings of an upstream client.
package struct UpstreamConfiguration: Sendable, Hashable {
    /// Where requests go.
    package var baseURL: BaseURL
    /// How long to wait for what.
    package var timeouts: UpstreamTimeouts
    /// Whether requests go through a proxy.
    package var proxies: ProxyPolicy
    /// The path of a PEM file with the certificate authorities to trust instead of the system's.
    package var certificateAuthorities: String?
    /// How many requests are under way at once, `1...`.
    ///
    /// Each takes at most one connection. The others wait in the order they came.
    package var maximumConcurrentRequests: Int

    /// Creates a configuration.
    /// - Parameters:
    ///   - baseURL: Where requests go.
    ///   - timeouts: How long to wait for what.
    ///   - proxies: Whether requests go through a proxy.
    ///   - certificateAuthorities: A PEM file with the certificate authorities to trust instead of the system's.
    ///   - maximumConcurrentRequests: How many requests are under way at once, `1...`.
    package init(
        baseURL: BaseURL,
        timeouts: UpstreamTimeouts = UpstreamTimeouts(),
        proxies: ProxyPolicy = .none,
        certificateAuthorities: String? = nil,
        maximumConcurrentRequests: Int = 256
    ) {
        self.baseURL = baseURL
        self.timeouts = timeouts
        self.proxies = proxies
        self.certificateAuthorities = certificateAuthorities
        self.maximumConcurrentRequests = maximumConcurrentRequests
    }
}

/// Whether requests go through a proxy.
package enum ProxyPolicy: String, Sendable, Hashable, CaseIterable {
    /// Straight to the upstream, whatever the environment says.
    case none
    /// As `http_proxy`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` say.
    case environment
}
