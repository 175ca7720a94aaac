// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Stored responses of a session, limited in number and size; the oldest are dropped first.
struct StoredResponses: Sendable {
    private var table: BoundedTable<StoredResponse>
    /// Identifiers by the tag that a response shares with its items; some may have been dropped from the table.
    private var tagged: [String: [String]] = [:]
    private var taggedCount = 0

    /// - Parameters:
    ///   - countLimit: Maximum number of responses.
    ///   - sizeLimit: Maximum estimated size, in bytes.
    init(countLimit: Int = 20_000, sizeLimit: Int = 128 << 20) {
        table = BoundedTable(countLimit: countLimit, sizeLimit: sizeLimit)
    }

    /// Stores a response.
    mutating func add(_ response: StoredResponse) {
        table.add(response, as: response.stamp.id, size: response.prepared.size)
        tagged[response.stamp.tag, default: []].append(response.stamp.id)
        taggedCount += 1
        guard taggedCount > 2 * table.count + 1000 else { return }
        tagged = Dictionary(grouping: table.all.map(\.stamp)) { $0.tag }.mapValues { $0.map(\.id) }
        taggedCount = table.count
    }

    /// Identifiers of the responses that are under way in the background, oldest first.
    var unfinished: [String] { table.all.filter { !$0.stage.isFinal }.map(\.stamp.id) }

    /// Replaces a response.
    mutating func update(_ response: StoredResponse) {
        table.replace(response.stamp.id, with: response)
    }

    /// Deletes a response.
    mutating func delete(_ id: String) throws(APIError) {
        _ = try response(id)
        table.remove(id)
    }

    /// The response with an identifier.
    /// - Throws: ``APIError`` when it is not stored.
    func response(_ id: String) throws(APIError) -> StoredResponse {
        guard let response = table[id] else {
            throw APIError(status: .notFound, message: "Response with id '\(id)' not found.")
        }
        return response
    }

    /// An item of a stored response.
    func item(_ id: String) -> ResponseItem? {
        // A response shares its tag with its items.
        guard let tag = IdentifierGenerator.tag(of: id) else { return nil }
        for response in (tagged[tag] ?? []).compactMap({ table[$0] }) {
            if let item = (response.outputItems + response.inputItems).first(where: { $0.id == id }) { return item }
        }
        return nil
    }

    /// The response that a request continues, with those before it, oldest first.
    ///
    /// A response before it that was deleted ends the chain.
    /// - Throws: ``APIError`` when it is not stored.
    func chain(endingWith id: String) throws(APIError) -> [StoredResponse] {
        guard var last = table[id] else {
            throw APIError(
                message: "Previous response with id '\(id)' not found.",
                param: "previous_response_id",
                code: "previous_response_not_found"
            )
        }
        var chain = [last]
        while let previous = last.prepared.request.previousID, let response = table[previous] {
            chain.append(response)
            last = response
        }
        return chain.reversed()
    }
}
