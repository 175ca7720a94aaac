// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Stored completions of a session, limited in number and size; the oldest are dropped first.
struct StoredCompletions: Sendable {
    private var table: BoundedTable<StoredCompletion>

    /// - Parameters:
    ///   - countLimit: Maximum number of completions.
    ///   - sizeLimit: Maximum estimated size, in bytes.
    init(countLimit: Int = 20_000, sizeLimit: Int = 64 << 20) {
        table = BoundedTable(countLimit: countLimit, sizeLimit: sizeLimit)
    }

    /// The number of stored completions.
    var count: Int { table.count }

    /// Stores a completion.
    mutating func add(_ completion: StoredCompletion) {
        table.add(completion, as: completion.id, size: completion.size)
    }

    private func completion(_ id: String) throws(APIError) -> StoredCompletion {
        guard let completion = table[id] else { throw .unknownCompletion(id) }
        return completion
    }

    // MARK: - Responses

    /// A page of completions, oldest first by default.
    func list(_ query: ListQuery) throws(APIError) -> ServedResponse {
        let limit = try query.limit(default: PageSize.completions)
        let isAscending = try query.isAscending(default: true)
        let model = query["model"]
        let metadata = query.metadata
        let page = table.page(after: query.after, limit: limit, isAscending: isAscending) { completion in
            (model == nil || completion.model == model)
                && metadata.allSatisfy { pair in
                    completion.metadata.contains { member in
                        member.name.isSpelled(like: pair.key)
                            && member.value.string?.isSpelled(like: pair.value) == true
                    }
                }
        }
        guard let page else { throw .unknownCompletion(query.after ?? "") }
        return Self.list(
            page.values.map(\.document),
            first: page.values.first?.id,
            last: page.values.last?.id,
            hasMore: page.hasMore
        )
    }

    /// One completion.
    func retrieve(_ id: String) throws(APIError) -> ServedResponse {
        .json(try completion(id).document, .compact)
    }

    /// Replaces the metadata of a completion.
    mutating func update(_ id: String, _ fields: RequestFields) throws(APIError) -> ServedResponse {
        var completion = try completion(id)
        try fields.allow(only: ["metadata"])
        _ = try fields.required("metadata")
        completion.metadata = try fields.metadata() ?? []
        table.replace(id, with: completion)
        return .json(completion.document, .compact)
    }

    /// Deletes a completion.
    mutating func delete(_ id: String) throws(APIError) -> ServedResponse {
        _ = try completion(id)
        table.remove(id)
        return .json(["object": "chat.completion.deleted", "id": .string(id), "deleted": true], .compact)
    }

    /// A page of the messages of a completion.
    func messages(_ id: String, _ query: ListQuery) throws(APIError) -> ServedResponse {
        let completion = try completion(id)
        let limit = try query.limit(default: PageSize.messages)
        let isAscending = try query.isAscending(default: true)
        var indices = Array(0..<completion.messageCount)
        if !isAscending { indices.reverse() }
        if let after = query.after {
            guard let place = indices.firstIndex(where: { completion.messageID($0) == after }) else {
                throw .unknownCompletion(after)
            }
            indices.removeFirst(place + 1)
        }
        let page = indices.prefix(limit)
        return Self.list(
            page.map(completion.messageDocument),
            first: page.first.map(completion.messageID),
            last: page.last.map(completion.messageID),
            hasMore: indices.count > limit
        )
    }

    private static func list(_ data: [JSONValue], first: String?, last: String?, hasMore: Bool) -> ServedResponse {
        .json(
            [
                "object": "list", "data": .array(data), "first_id": .optional(first), "last_id": .optional(last),
                "has_more": .bool(hasMore),
            ],
            .compact
        )
    }
}

extension APIError {
    /// The error for an unknown completion.
    static func unknownCompletion(_ id: String) -> APIError {
        APIError(
            status: .notFound,
            message: "Completion \(id) not found",
            param: "completion_id",
            code: "not_found"
        )
    }
}
