// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The environment of a command whose API clients must use a server on this machine and no other.
///
/// Clients read the base URL from variables with many names, and some prefer their own to `OPENAI_BASE_URL`. So the
/// names that are safe to set are always set, which also keeps a `.env` file from setting them, and every other
/// variable that leads to the service is replaced where it is there.
package struct ClientEnvironment: Sendable {
    /// Variables that always hold the base URL: the official SDKs', LangChain's, LlamaIndex's and LiteLLM's, and
    /// Open WebUI's.
    static let baseURLs = ["OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_API_BASE_URL"]

    /// The endpoint of Azure's official clients, which add `/openai` to it; and their key.
    private static let (azureEndpoint, azureKey) = ("AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY")
    /// A token in the place of the key.
    private static let azureToken = "AZURE_OPENAI_AD_TOKEN"
    /// Variables that programs for Azure have.
    private static let azureNames = [azureEndpoint, azureKey, azureToken, "OPENAI_API_VERSION"]

    /// Names of base URLs that do not say OpenAI: LiteLLM's, and ShellGPT's.
    private static let otherNames: Set<String> = [
        "AZURE_API_BASE", "LITELLM_PROXY_API_BASE", "LITELLM_API_BASE", "LITELLM_BASE_URL", "LITELLM_PROXY_URL",
        "LLM_BASE_URL", "LLM_API_BASE", "API_BASE_URL",
    ]
    /// Names of what is put into a host name (Vercel's AI SDK, LangChain.js), and of proxies (LangChain).
    private static let cleared: Set<String> = [
        "AZURE_RESOURCE_NAME", "AZURE_OPENAI_RESOURCE_NAME", "AZURE_OPENAI_API_INSTANCE_NAME",
        "AZURE_OPENAI_INSTANCE_NAME", "OPENAI_PROXY", "OPENAI_HTTP_PROXY", "OPENAI_HTTPS_PROXY",
    ]
    /// The words in the name of a variable that holds an address, and those in the name of one that clients do not ask.
    private static let addressWords: Set<String> = [
        "BASE", "URL", "URLS", "URI", "HOST", "ENDPOINT", "ENDPOINTS", "SERVER", "DOMAIN", "ADDRESS", "PROXY",
    ]
    private static let otherWords: Set<String> = ["WEBHOOK", "CALLBACK", "REDIRECT", "DOCS", "LOG", "LOGIN", "AUTH"]

    /// The variables that the command gets in addition to the inherited ones, or in their place.
    package private(set) var added: [String: String] = [:]
    /// The inherited variables that would have led past the server, by name.
    package private(set) var replaced: [String] = []

    /// Makes the environment of a command.
    /// - Parameters:
    ///   - baseURL: The base URL of the server, such as `http://127.0.0.1:8080/v1`.
    ///   - placeholderKey: A key for clients that insist on one, when none is inherited; `nil` sets none.
    ///   - isForAzure: Whether the command is known to use Azure; its variables may say so too.
    ///   - inherited: The environment of this process.
    package init(
        baseURL: String,
        placeholderKey: String?,
        isForAzure: Bool = false,
        inherited: [String: String]
    ) {
        let root = String(baseURL.dropLast(baseURL.hasSuffix("/v1") ? 3 : 0))
        for name in Self.baseURLs { added[name] = baseURL }
        added[EnvironmentVariable.server] = root
        func isMissing(_ name: String) -> Bool { inherited[name]?.isEmpty ?? true }
        if let placeholderKey, isMissing("OPENAI_API_KEY") { added["OPENAI_API_KEY"] = placeholderKey }
        // The official client refuses to choose where it finds variables of both services.
        if isForAzure || Self.azureNames.contains(where: { !isMissing($0) }) {
            added[Self.azureEndpoint] = root
            if let placeholderKey, isMissing(Self.azureKey), isMissing(Self.azureToken) {
                added[Self.azureKey] = placeholderKey
            }
        }
        for (name, value) in inherited where !value.isEmpty && name != EnvironmentVariable.server {
            guard let replacement = Self.replacement(of: value, named: name, baseURL: baseURL, root: root) else {
                continue
            }
            if added[name] == nil { added[name] = replacement }
            if value != added[name], name != "OPENAI_BASE_URL" { replaced.append(name) }
        }
        replaced.sort()
        addProxyExceptions(inherited)
    }

    /// Clients must not reach this machine through a proxy.
    ///
    /// Programs read one spelling or the other, so both get the values of either.
    private mutating func addProxyExceptions(_ inherited: [String: String]) {
        let spellings = ["NO_PROXY", "no_proxy"]
        var hosts: [String] = []
        for host in spellings.flatMap({ (inherited[$0] ?? "").split(separator: ",") }).map(String.init)
            + ["127.0.0.1", "localhost"]
        where !hosts.contains(host) { hosts.append(host) }
        for name in spellings { added[name] = hosts.joined(separator: ",") }
    }

    /// The replacement of an inherited value; `nil` keeps it.
    private static func replacement(of value: String, named name: String, baseURL: String, root: String) -> String? {
        let name = name.uppercased()
        if cleared.contains(name) { return "" }
        guard isService(value) || otherNames.contains(name) || (isOpenAI(name) && namesAddress(name)) else {
            return nil
        }
        guard value.contains("://") else {
            // A bare host, such as api.openai.com; other words say which kind of service is meant.
            let isHost = value.contains(".") || value.hasPrefix("localhost")
            return isHost && !value.contains { "/ ".contains($0) } ? String(root.drop { $0 != "/" }.dropFirst(2)) : nil
        }
        // A list of base URLs is separated by semicolons.
        let path = path(of: value.prefix { $0 != ";" && $0 != "," })
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        let isAzure = name.contains("AZURE") || host(of: value).hasSuffix(".azure.com")
        if isAzure, let start = segments.firstIndex(of: "openai") {
            return ([Substring(root)] + segments[start...]).joined(separator: "/")
        }
        if let version = segments.firstIndex(of: "v1") {
            return ([Substring(baseURL)] + segments[(version + 1)...]).joined(separator: "/")
        }
        // A host whose clients add the version themselves; those of Azure add `/openai`.
        return path.isEmpty || isAzure ? root : baseURL
    }

    private static func isOpenAI(_ name: String) -> Bool { name.contains("OPENAI") || name.contains("OPEN_AI") }

    private static func namesAddress(_ name: String) -> Bool {
        let words = name.split(separator: "_").map(String.init)
        return words.contains { addressWords.contains($0) } && !words.contains { otherWords.contains($0) }
    }

    /// Whether a value is an address of OpenAI's API, or of Azure's, whatever the variable is called.
    private static func isService(_ value: String) -> Bool {
        let host = host(of: value)
        return host == "api.openai.com" || host.hasSuffix(".api.openai.com")
            || ["openai", "cognitiveservices", "services.ai"].contains { host.hasSuffix(".\($0).azure.com") }
    }

    /// The host of a URL, or the text before a slash or a port.
    private static func host(of value: String) -> String {
        let rest = value.firstRange(of: "://").map { value[$0.upperBound...] } ?? value[...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != ";" && $0 != "," }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        return host.prefix { $0 != ":" }.lowercased()
    }

    /// The path of a URL, without slashes at its end.
    private static func path(of value: Substring) -> Substring {
        let rest = value.firstRange(of: "://").map { value[$0.upperBound...] } ?? value
        var path = rest.drop { $0 != "/" }
        while path.last == "/" { path.removeLast() }
        return path
    }
}
