// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckSummarizer

/// Runs the requests of a batch against the simulator and writes its output.
///
/// Blocks of lines run at once, each in a copy of the session with identifiers of its own: so the bytes do not depend on
/// which block is done first, and what a line would store is dropped.
struct BatchRun: Sendable {
    /// Maximum number of blocks that run at once, or wait for one before them.
    private static let width = 4

    let batch: Batch
    let input: Blob
    let route: Route
    /// The number of requests to run; the others get ``remainder``.
    let limit: Int
    /// The error of requests that are not run.
    let remainder: BatchLineError
    /// The time in the identifiers of lines, which are written when the run ends.
    let time: Int

    /// Runs the batch.
    /// - Parameter simulator: The session of the batch.
    /// - Returns: The lines of the output files.
    /// - Throws: Errors of the disk.
    @concurrent
    func result(in simulator: Simulator) async throws -> BatchResult {
        let snapshot = simulator.withState { $0 }
        var blocks = BatchBlocks(input)
        var output = BatchOutput(store: simulator.blobs)
        try await withThrowingTaskGroup(of: (Int, BatchOutput.Result).self) { group in
            var begun = 0
            var written = 0
            var waiting: [Int: BatchOutput.Result] = [:]
            func begin() throws -> Bool {
                guard let block = try blocks.next() else { return false }
                begun += 1
                group.addTask { (block.index, try await run(block, in: simulator, with: snapshot)) }
                return true
            }
            while begun < Self.width, try begin() {}
            while let (index, result) = try await group.next() {
                waiting[index] = result
                while let next = waiting.removeValue(forKey: written) {
                    try output.append(next)
                    written += 1
                }
                while begun < written + Self.width, try begin() {}
            }
        }
        return try output.finish()
    }

    private func run(
        _ block: BatchBlock,
        in simulator: Simulator,
        with snapshot: SimulatorState
    ) async throws -> BatchOutput.Result {
        var identifiers = IdentifierGenerator(seed: batch.seed &+ UInt64(block.index) &* 0x9E37_79B9_7F4A_7C15)
        var state = snapshot
        state.webhook = nil
        state.identifiers = identifiers.branch()
        let session = Simulator(copying: simulator, state: state)
        var output = BatchOutput(store: simulator.blobs)
        for (offset, bytes) in block.lines.enumerated() {
            // Validation has read every line before.
            guard let line = try? BatchLine(parsing: bytes[...]), let body = line.body else { continue }
            let frame = BatchLineFrame(id: identifiers.batchRequest(at: time), customID: line.customID)
            guard block.firstLine + offset < limit else {
                try output.append(frame.line(remainder))
                continue
            }
            let (status, response) = try await session.answer(to: body, at: route)
            let request = identifiers.uuid()
            let movesIndex = batch.request.endpoint == .embeddings
            let text = frame.line(status: status, request: request, body: response, movesIndex: movesIndex)
            try output.append(text, isFailure: status >= 400)
            if status < 400 { try? output.usage.add(from: response) }
        }
        return try output.finish()
    }
}

extension Simulator {
    /// Maximum length of a response in a batch, in bytes.
    private static let lineResponseLimit = 256 << 20

    /// Responds to a request of a batch.
    fileprivate func answer(
        to body: ArraySlice<UInt8>,
        at route: Route
    ) async throws -> (status: Int, body: ArraySlice<UInt8>) {
        let target = RequestLine(method: route.method, path: "/v1/\(route.path)", query: nil)
        let request = RoutedRequest(
            target: target,
            parameters: [],
            query: ListQuery(nil),
            fields: [.authorization: "Bearer batch", .contentType: "application/json"],
            body: Body(body)
        )
        do {
            let response = try await route.handler(self, request)
            return (response.head.status.code, try await response.body.collect(upTo: Self.lineResponseLimit))
        } catch let error as APIError {
            return (error.status.code, BodyStyle.compact.bytes(of: error.document)[...])
        } catch let error as BodyTooLarge {
            let refusal = APIError(message: "The response is larger than \(error.limit >> 20) MB.")
            return (refusal.status.code, BodyStyle.compact.bytes(of: refusal.document)[...])
        }
    }
}
