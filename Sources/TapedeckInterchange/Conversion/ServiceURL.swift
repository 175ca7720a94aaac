// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The URL of a recorded request, when it is one of an OpenAI-style API.
struct ServiceURL: Hashable {
    /// The host in lower case, without port.
    let host: String
    /// The path from `/v1` on.
    let path: String
    /// The query without its question mark.
    let query: String?

    /// Why a URL is not one of an OpenAI-style API.
    struct Refusal: Error, Hashable {
        /// One sentence, with no part of the URL but scheme and host.
        let reason: String
    }

    private static let root = "/v1"
    /// The prefixes of an OpenAI-style API's paths after `/v1/`; on OpenAI's own hosts any path is accepted.
    private static let resources: Set<String> = [
        "assistants", "audio", "batches", "chat", "completions", "containers", "conversations", "edits", "embeddings",
        "engines", "evals", "files", "fine-tunes", "fine_tuning", "images", "models", "moderations", "organization",
        "realtime", "responses", "threads", "uploads", "usage", "vector_stores", "videos",
    ]
    /// Hosts of APIs that share some of these paths and nothing else.
    private static let otherHosts = ["anthropic.com", "cohere.ai", "cohere.com"]

    /// Reads a URL.
    /// - Throws: ``Refusal`` when it is not HTTP, or belongs to another API.
    init(_ text: String) throws(Refusal) {
        guard let scheme = text.firstRange(of: "://"),
            ["http", "https"].contains(text[..<scheme.lowerBound].lowercased())
        else { throw Refusal(reason: "the URL is not an HTTP one") }
        let rest = text[scheme.upperBound...].prefix { $0 != "#" }
        let target = rest.drop { $0 != "/" && $0 != "?" }
        self.host = Self.host(of: rest[..<target.startIndex])
        let path = target.prefix { $0 != "?" }
        let isOpenAI = host == "openai.com" || host.hasSuffix(".openai.com")
        guard let start = Self.start(in: path, isOpenAI: isOpenAI), !Self.otherHosts.contains(where: host.hasSuffix)
        else { throw Refusal(reason: "the URL is not one of an OpenAI-style API (host \(host))") }
        self.path = String(path[start...])
        self.query = path.endIndex < target.endIndex ? String(target[path.endIndex...].dropFirst()) : nil
    }

    private static func host(of authority: Substring) -> String {
        let afterUser = authority.lastIndex(of: "@").map { authority[$0...].dropFirst() } ?? authority
        let port = afterUser.lastIndex(of: ":").flatMap { colon in
            afterUser[colon...].dropFirst().allSatisfy(\.isNumber) ? colon : nil
        }
        return afterUser[..<(port ?? afterUser.endIndex)].lowercased()
    }

    /// Where `/v1` begins in a path.
    private static func start(in path: Substring, isOpenAI: Bool) -> Substring.Index? {
        var rest = path
        while let range = rest.firstRange(of: root) {
            let after = path[range.upperBound...]
            let resource = after.dropFirst().prefix { $0 != "/" }
            if after.isEmpty ? isOpenAI : after.first == "/" && (isOpenAI || resources.contains(String(resource))) {
                return range.lowerBound
            }
            rest = after
        }
        return nil
    }
}
