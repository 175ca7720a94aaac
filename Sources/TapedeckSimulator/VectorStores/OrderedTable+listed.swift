// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension OrderedTable {
    /// The response with a page of a list that has `limit`, `order`, `after` and `before`.
    /// - Parameters:
    ///   - query: The query of the request.
    ///   - accepts: Filter of the values.
    ///   - missing: The error for an `after` or `before` that no value has.
    ///   - document: The JSON object of a value.
    /// - Returns: The response: 20 values, the newest first, unless the query says otherwise.
    /// - Throws: ``APIError`` for a bad query.
    func listed(
        _ query: ListQuery,
        where accepts: (Value) -> Bool = { _ in true },
        missing: (String) -> APIError,
        document: (Value) -> JSONValue
    ) throws(APIError) -> ServedResponse {
        let limit = try query.limit(default: 20, in: 1...100)
        let isAscending = try query.isAscending()
        // The page before an object is read from it in the other direction.
        let before = query.after == nil ? query["before"] : nil
        let page = page(
            after: query.after ?? before,
            limit: limit,
            isAscending: before == nil ? isAscending : !isAscending,
            where: accepts
        )
        guard let page else { throw missing(query.after ?? before ?? "") }
        let documents = (before == nil ? page.values : page.values.reversed()).map(document)
        return .json(
            [
                "object": "list", "data": .array(documents), "first_id": documents.first?["id"] ?? .null,
                "last_id": documents.last?["id"] ?? .null, "has_more": .bool(page.hasMore),
            ],
            .indented
        )
    }
}
