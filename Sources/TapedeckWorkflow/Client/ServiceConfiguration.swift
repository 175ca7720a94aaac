// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckUpstream

/// Where a service is, and how it is asked.
package struct ServiceConfiguration: Sendable, Hashable {
    /// The base URL, such as `https://api.openai.com/v1`.
    package var baseURL: BaseURL
    /// What goes into `Authorization: Bearer …`; nil sends no such field.
    package var key: String?
    /// How often a request is sent again at most.
    package var retries: Int
    /// The longest wait for an answer, and for the next byte of it.
    package var timeout: Duration
    /// Whether requests go through a proxy.
    package var proxies: ProxyPolicy
    /// A PEM file with the certificate authorities to trust in the place of the system's.
    package var certificateAuthorities: String?

    /// Creates a configuration.
    /// - Parameters:
    ///   - baseURL: The base URL.
    ///   - key: The key; nil sends none.
    ///   - retries: How often a request is sent again at most.
    ///   - timeout: The longest wait for an answer, and for the next byte of it.
    ///   - proxies: Whether requests go through a proxy.
    ///   - certificateAuthorities: A PEM file with the certificate authorities to trust.
    package init(
        baseURL: BaseURL = .openAI,
        key: String? = nil,
        retries: Int = 5,
        timeout: Duration = .seconds(600),
        proxies: ProxyPolicy = .none,
        certificateAuthorities: String? = nil
    ) {
        self.baseURL = baseURL
        self.key = key
        self.retries = retries
        self.timeout = timeout
        self.proxies = proxies
        self.certificateAuthorities = certificateAuthorities
    }

    /// Whether the service is on this machine, as a recorder, a player or a local model is.
    var isLocal: Bool {
        baseURL.host == "localhost" || baseURL.host == "[::1]" || baseURL.host.hasPrefix("127.")
    }
}

extension ServiceConfiguration {
    /// Why a base URL cannot be used; nil when it can, or when there is none.
    static func problem(ofBaseURL text: String?) -> String? {
        guard let text else { return nil }
        do {
            _ = try BaseURL(text)
            return nil
        } catch {
            return error.description
        }
    }
}
