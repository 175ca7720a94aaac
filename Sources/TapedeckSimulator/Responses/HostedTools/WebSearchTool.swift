// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// `web_search` and `web_search_preview`: finds pages of example.com, and reads none.
struct WebSearchTool: HostedTool {
    let type: String
    let definition: JSONValue
    /// Tokens of the pages that a search reads.
    private let pageTokens: Int

    private var isPreview: Bool { type.hasPrefix("web_search_preview") }

    init(_ fields: RequestFields, type: String) throws(APIError) {
        self.type = type
        let isPreview = type.hasPrefix("web_search_preview")
        var names: Set<String> = ["type", "user_location", "search_context_size", "search_content_types"]
        if !isPreview { names.formUnion(["filters", "return_token_budget", "external_web_access"]) }
        try fields.allow(only: names)
        _ = try fields.bool("external_web_access")
        let size = try fields.string("search_context_size", oneOf: ["low", "medium", "high"]) ?? "medium"
        let location = try Self.location(fields)
        guard !isPreview else {
            definition = ["type": .string(type), "search_context_size": .string(size), "user_location": location]
            pageTokens = 0
            return
        }
        var members = [JSONMember(name: "type", value: .string(type))]
        if let filters = try fields.object("filters") {
            try filters.allow(only: ["allowed_domains", "blocked_domains"])
            for name in ["allowed_domains", "blocked_domains"] { _ = try filters.array(name, count: 0...100) }
            members.append(JSONMember(name: "filters", value: .object(filters.members)))
        }
        members += [
            JSONMember(name: "return_token_budget", value: fields["return_token_budget"] ?? "default"),
            JSONMember(name: "search_content_types", value: fields["search_content_types"] ?? ["text"]),
            JSONMember(name: "search_context_size", value: .string(size)),
            JSONMember(name: "user_location", value: location),
        ]
        definition = .object(members)
        pageTokens = ["low": 8_200, "medium": 12_400, "high": 16_600][size] ?? 0
    }

    private static func location(_ fields: RequestFields) throws(APIError) -> JSONValue {
        let location = try fields.object("user_location")
        if let location {
            try location.allow(only: ["type", "city", "country", "region", "timezone"])
            _ = try location.string("type", oneOf: ["approximate"])
        }
        func part(_ name: String, _ standard: JSONValue) throws(APIError) -> JSONValue {
            guard let location else { return standard }
            return .optional(try location.string(name))
        }
        return [
            "type": "approximate", "city": try part("city", .null), "country": try part("country", "US"),
            "region": try part("region", .null), "timezone": try part("timezone", .null),
        ]
    }

    func run(
        _ request: HostedToolRequest,
        _ identifiers: inout ItemIdentifiers
    ) async throws(APIError) -> HostedToolResult? {
        var result = HostedToolResult(inputTokens: Self.descriptionTokens)
        guard request.wantsAnyway else { return result }
        let query = request.question
        let words = request.facts.keywords.prefix(3)
        let page = Self.page(words, at: "example.com")
        var action = [
            JSONMember(name: "type", value: "search"), JSONMember(name: "queries", value: [.string(query)]),
            JSONMember(name: "query", value: .string(query)),
        ]
        if request.includes(.webSources) {
            let pages = [page, Self.page(words, at: "example.org"), Self.page(words, at: "example.net")]
            let sources = pages.map { ["type": "url", "url": .string($0)] as JSONValue }
            action.append(JSONMember(name: "sources", value: .array(sources)))
        }
        result.items = [
            OutputItem(
                .webSearchCall,
                identifiers.next(.webSearchCall),
                added: ["status": "in_progress", "action": ["type": "search"]],
                events: .stages(.webSearchCall, "in_progress", "searching", "completed"),
                done: ["status": "completed", "action": .object(action)]
            )
        ]
        let start = "This is a simulated search for “\(query)”; no page was read. A page about it could be "
        let citation = "([example.com](\(page)))"
        result.text = start + citation
        let startIndex = start.unicodeScalars.count
        let endIndex = startIndex + citation.unicodeScalars.count
        let title = words.isEmpty ? "Simulated page" : "Simulated page: \(words.joined(separator: " "))"
        result.annotations = [
            TextAnnotation(
                document: [
                    "type": "url_citation", "end_index": .integer(endIndex), "start_index": .integer(startIndex),
                    "title": .string(title), "url": .string(page),
                ],
                end: endIndex
            )
        ]
        result.inputTokens += pageTokens
        result.webSearches = 1
        return result
    }

    /// Tokens of the tool's description.
    private static let descriptionTokens = 298

    /// An address below a domain that is reserved for examples (RFC 2606).
    private static func page(_ words: ArraySlice<String>, at host: String) -> String {
        let plain = words.filter { $0.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) } }
        return "https://\(host)/\(plain.isEmpty ? "page" : plain.joined(separator: "-"))?utm_source=openai"
    }
}
