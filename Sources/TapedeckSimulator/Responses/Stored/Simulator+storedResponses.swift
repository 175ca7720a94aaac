// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

extension Simulator {
    /// Returns a stored response, whole or as a stream; asking for one in the background advances it.
    func retrieveResponse(_ id: String, _ query: ListQuery) throws(APIError) -> ServedResponse {
        let isStreamed = try query.bool("stream") ?? false
        let start = try query.integer("starting_after")
        let isPadded = try query.bool("include_obfuscation") ?? true
        guard isStreamed || start == nil else {
            throw APIError(
                message: "The 'starting_after' parameter is only allowed when 'stream' is enabled.",
                param: "starting_after"
            )
        }
        let response = try withState { (state) throws(APIError) in
            state.clock.tick()
            return try state.advanceResponse(id, toEnd: isStreamed)
        }
        guard isStreamed else { return .json(response.document, .indented) }
        return response.prepared.events(response.stamp, from: (start ?? -1) + 1, isPadded: isPadded)
    }

    /// Deletes a stored response.
    func deleteResponse(_ id: String) throws(APIError) -> ServedResponse {
        try withState { (state) throws(APIError) in
            state.clock.tick()
            try state.responses.delete(id)
        }
        return .json(["id": .string(id), "object": "response.deleted", "deleted": true], .indented)
    }

    /// Cancels a response in the background; one that is over stays as it is.
    func cancelResponse(_ id: String) throws(APIError) -> ServedResponse {
        let response = try withState { (state) throws(APIError) in
            state.clock.tick()
            var response = try state.responses.response(id)
            guard response.prepared.request.settings.isBackground else {
                throw APIError(message: "Cannot cancel a synchronous response.")
            }
            guard !response.stage.isFinal else { return response }
            response.stage = .cancelled
            state.responses.update(response)
            state.announce(WebhookEvent(.responseCancelled, of: id))
            return response
        }
        return .json(response.document, .indented)
    }

    /// A page of the input items of a response and of its chain, newest first by default.
    func listInputItems(_ id: String, _ query: ListQuery) throws(APIError) -> ServedResponse {
        let (response, chain) = try withState { (state) throws(APIError) in
            state.clock.tick()
            let response = try state.responses.response(id)
            let previous = response.prepared.request.previousID
            // What came before may have been deleted since.
            return (response, previous.flatMap { try? state.responses.chain(endingWith: $0) } ?? [])
        }
        var items = OrderedTable<ResponseItem>()
        for item in chain.flatMap({ $0.inputItems + $0.outputItems }) + response.inputItems { items[item.id] = item }
        let page = try items.page(query) { unknown in
            APIError(
                status: .notFound,
                message: "Input item with id '\(unknown)' not found in response '\(id)'.",
                param: "after"
            )
        }
        return .json(page, .indented)
    }
}

extension ListQuery {
    /// An optional boolean.
    fileprivate func bool(_ name: String) throws(APIError) -> Bool? {
        switch self[name]?.lowercased() {
        case nil: nil
        case "true": true
        case "false": false
        default: throw .wrongType(name, expected: "a boolean", got: .string(self[name] ?? ""))
        }
    }

    /// An optional integer that is not negative.
    fileprivate func integer(_ name: String) throws(APIError) -> Int? {
        guard let text = self[name] else { return nil }
        guard let integer = Int(text) else { throw .wrongType(name, expected: "an integer", got: .string(text)) }
        guard integer >= 0, integer < Int.max else {
            throw .outOfRange(name, isInteger: true, isBelow: integer < 0, bound: "0", got: text)
        }
        return integer
    }
}
