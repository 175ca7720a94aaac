// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

extension Simulator {
    func createBatch(_ fields: RequestFields) async throws -> ServedResponse {
        let request = try BatchRequest(fields)
        _ = try Self.route(of: request.endpoint)
        let batch = try withState { state throws(APIError) in
            state.clock.tick()
            return try state.makeBatch(request)
        }
        if configuration.pace == .instant {
            while try await advanceBatch(batch.id) {}
        }
        return .json(batch.document, .indented)
    }

    func retrieveBatch(_ id: String) async throws -> ServedResponse {
        _ = try changeBatch(id) { batch, _ in batch.wasListed = false }
        try await pollBatch(id)
        return .json(try batch(id).document, .indented)
    }

    func listBatches(_ query: ListQuery) async throws -> ServedResponse {
        let limit = try query.limit(default: PageSize.batches, in: 1...PageSize.maximumBatches)
        withState { $0.clock.tick() }
        let page = try batches(query, limit: limit)
        for batch in page.values where !batch.status.isFinal {
            // The first list shows a batch as it is; a client that asks for nothing else polls with the next ones.
            if query.after == nil, batch.wasListed {
                try await pollBatch(batch.id)
            } else {
                try await settleBatch(batch.id)
            }
            if query.after == nil { withState { $0.batches[batch.id]?.wasListed = true } }
        }
        let shown = page.values.compactMap { batch in withState { $0.batches[batch.id] } }
        return .json(
            [
                "object": "list", "data": .array(shown.map(\.document)), "first_id": .optional(shown.first?.id),
                "last_id": .optional(shown.last?.id), "has_more": .bool(page.hasMore),
            ],
            .indented
        )
    }

    func cancelBatch(_ id: String) async throws -> ServedResponse {
        try await settleBatch(id)
        let batch = try changeBatch(id) { batch, now throws(APIError) in
            switch batch.status {
            case .cancelling, .cancelled: return
            case .completed, .failed, .expired:
                throw APIError(
                    status: .conflict,
                    message: "Cannot cancel a batch with status '\(batch.status.rawValue)'."
                )
            case .validating, .inProgress, .finalizing:
                batch.status = .cancelling
                batch.times.cancelling = now
                batch.times.finalizing = nil
            }
        }
        return .json(batch.document, .compact)
    }

    /// The endpoint that the lines of a batch go to.
    static func route(of endpoint: BatchEndpoint) throws(APIError) -> Route {
        let target = RequestLine(method: .post, path: endpoint.rawValue, query: nil)
        guard let route = try? RouteTable.all.find(target).route else {
            throw APIError(
                message: "Tapedeck's simulator runs no batches for '\(endpoint.rawValue)', since it does not have this "
                    + "endpoint.",
                param: "endpoint",
                code: "invalid_value"
            )
        }
        return route
    }

    private func batches(_ query: ListQuery, limit: Int) throws(APIError) -> Page<Batch> {
        guard let page = withState({ $0.batches.page(after: query.after, limit: limit) }) else {
            throw .noSuchBatch(query.after ?? "")
        }
        return page
    }

    /// The batch with this identifier.
    func batch(_ id: String) throws(APIError) -> Batch {
        guard let batch = withState({ $0.batches[id] }) else { throw .noSuchBatch(id) }
        return batch
    }

    /// Changes a batch, and advances the clock by one request.
    private func changeBatch(
        _ id: String,
        _ body: (inout Batch, _ now: Int) throws(APIError) -> Void
    ) throws(APIError) -> Batch {
        try withState { state throws(APIError) in
            state.clock.tick()
            guard var batch = state.batches[id] else { throw .noSuchBatch(id) }
            try body(&batch, state.now)
            state.batches[id] = batch
            return batch
        }
    }
}

extension SimulatorState {
    /// Creates a batch, after the checks that the service makes at once.
    fileprivate mutating func makeBatch(_ request: BatchRequest) throws(APIError) -> Batch {
        guard let file = files.file(request.inputFile, at: now) else {
            throw APIError(message: "invalid input_file_id: \(request.inputFile)", param: "input_file_id")
        }
        guard file.purpose == .batch else {
            throw APIError(
                message:
                    "File '\(file.id)' has purpose '\(file.purpose.rawValue)', but must have purpose 'batch' to be "
                    + "used as input_file_id.",
                param: "input_file_id"
            )
        }
        var seeds = identifiers.branch()
        let batch = Batch(
            id: identifiers.batch(at: now),
            request: request,
            input: file.content,
            createdAt: now,
            seed: seeds.batchSeed()
        )
        batches[batch.id] = batch
        return batch
    }
}

extension APIError {
    /// The error for an unknown batch.
    static func noSuchBatch(_ id: String) -> APIError {
        APIError(status: .notFound, message: "No batch found with id '\(id)'.")
    }
}
