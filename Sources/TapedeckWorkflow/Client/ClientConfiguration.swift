// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckUpstream

/// The service a client talks to, and how it connects.
package struct ClientConfiguration: Sendable, Hashable {
    /// The base URL, such as `https://api.openai.com/v1`.
    package var baseURL: BaseURL
    /// The API key for `Authorization: Bearer …`; nil sends no such field.
    package var key: String?
    /// Maximum number of retries of a request.
    package var retries: Int
    /// The longest wait for a response, and for its next byte.
    package var timeout: Duration
    /// The proxies to use.
    package var proxies: ProxyPolicy
    /// A PEM file with the certificate authorities to trust instead of the system's.
    package var certificateAuthorities: String?

    /// Creates a configuration.
    /// - Parameters:
    ///   - baseURL: The base URL.
    ///   - key: The API key; nil sends none.
    ///   - retries: Maximum number of retries of a request.
    ///   - timeout: The longest wait for a response, and for its next byte.
    ///   - proxies: The proxies to use.
    ///   - certificateAuthorities: A PEM file with the certificate authorities to trust.
    package init(
        baseURL: BaseURL = .openAI,
        key: String? = nil,
        retries: Int = OpenAIClient.defaultRetries,
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

    /// Whether the service is on this machine, as a recording proxy, a replay server or a local model is.
    var isLocal: Bool {
        baseURL.host == "localhost" || baseURL.host == "[::1]" || baseURL.host.hasPrefix("127.")
    }
}

extension ClientConfiguration {
    /// The reason why a base URL cannot be used; nil when it can, or when there is none.
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
