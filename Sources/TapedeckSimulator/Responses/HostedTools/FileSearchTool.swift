// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// `file_search`: searches vector stores, and answers with the best sentence that it finds.
struct FileSearchTool: HostedTool {
    let type = "file_search"
    let definition: JSONValue
    private let stores: [String]
    private let filters: AttributeFilter?
    private let limit: Int
    private let threshold: Double

    init(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: ["type", "vector_store_ids", "max_num_results", "filters", "ranking_options"])
        _ = try fields.required("vector_store_ids")
        var stores: [String] = []
        let path = fields.path(of: "vector_store_ids")
        for (index, value) in (try fields.array("vector_store_ids", count: 1...2) ?? []).enumerated() {
            guard let id = value.string else { throw .wrongType("\(path)[\(index)]", expected: "a string", got: value) }
            stores.append(id)
        }
        self.stores = stores
        limit = try fields.integer("max_num_results", in: 1...50) ?? 20
        filters = try fields["filters"].map { (value) throws(APIError) in
            try AttributeFilter(value, at: fields.path(of: "filters"))
        }
        let ranking = try fields.object("ranking_options")
        threshold = try ranking?.number("score_threshold", in: 0...1) ?? 0
        let ranker = try ranking?.string("ranker", oneOf: ["none", "auto", "default-2024-11-15"])
        var options: [JSONMember] = []
        if let hybrid = ranking?["hybrid_search"] { options.append(JSONMember(name: "hybrid_search", value: hybrid)) }
        options.append(JSONMember(name: "ranker", value: .string(ranker ?? "auto")))
        options.append(JSONMember(name: "score_threshold", value: .decimal(threshold).withPoint))
        definition = [
            "type": "file_search", "filters": fields["filters"] ?? .null, "max_num_results": .integer(limit),
            "ranking_options": .object(options), "vector_store_ids": .array(stores.map(JSONValue.string)),
        ]
    }

    func run(
        _ request: HostedToolRequest,
        _ identifiers: inout ItemIdentifiers
    ) async throws(APIError) -> HostedToolResult? {
        var result = HostedToolResult(inputTokens: Self.descriptionTokens)
        guard request.wantsAnyway else { return result }
        let query = request.question
        let matches = try await request.simulator.searchVectorStores(
            ids: stores,
            queries: [query],
            filters: filters,
            limit: limit,
            threshold: threshold
        )
        result.items = [
            OutputItem(
                .fileSearchCall,
                identifiers.next(.fileSearchCall),
                added: ["status": "in_progress", "queries": [], "results": .null],
                events: .stages(.fileSearchCall, "in_progress", "searching", "completed"),
                done: [
                    "status": "completed", "queries": [.string(query)],
                    "results": request.includes(.searchResults) ? .array(matches.map(\.resultDocument)) : .null,
                ]
            )
        ]
        result.inputTokens += Self.resultTokens + matches.prefix(limit).reduce(0) { $0 + request.tokens(of: $1.text) }
        guard let best = matches.first, let sentence = Self.sentence(of: best.text, for: request.facts) else {
            result.text = "The simulated file search found nothing for “\(query)”."
            return result
        }
        result.text = sentence
        // A citation stands before the full stop.
        let length = sentence.unicodeScalars.count
        let end = sentence.last.map { ".!?".contains($0) } == true ? length - 1 : length
        result.annotations = [
            TextAnnotation(
                document: [
                    "type": "file_citation", "file_id": .string(best.fileID), "filename": .string(best.filename),
                    "index": .integer(end),
                ],
                end: end
            )
        ]
        return result
    }

    /// Tokens of the tool's description.
    private static let descriptionTokens = 560
    /// Tokens around what was found.
    private static let resultTokens = 560

    /// The sentence of a chunk that shares most words with the question; the first of equal ones.
    private static func sentence(of text: String, for facts: ConversationFacts) -> String? {
        let sentences = TextWords.sentences(of: text.prefix(8000)).map { String($0.prefix(500)) }
        var best: (sentence: String, score: Int)?
        for sentence in sentences {
            let score = Set(TextWords.stems(of: sentence)).intersection(facts.stems).count
            if score > best?.score ?? -1 { best = (sentence, score) }
        }
        return best?.sentence
    }
}

extension VectorStoreMatch {
    /// The match as a result of a `file_search_call`.
    fileprivate var resultDocument: JSONValue {
        [
            "attributes": .object(attributes), "file_id": .string(fileID), "filename": .string(filename),
            "score": .decimal(score), "text": .string(text),
        ]
    }
}

extension JSONValue {
    /// A whole number with a point, as the service spells decimals: `0.0`.
    fileprivate var withPoint: JSONValue {
        guard case .number(let number) = self, number.value == number.value.rounded(), number.value.magnitude < 1e15,
            let spelled = try? JSONValue(parsing: Array("\(Int(number.value)).0".utf8))
        else { return self }
        return spelled
    }
}
