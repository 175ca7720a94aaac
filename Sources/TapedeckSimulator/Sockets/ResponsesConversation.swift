// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Responses over WebSocket: each `response.create` is answered like a streamed `POST /v1/responses`, an event a message.
struct ResponsesConversation: SocketConversation {
    /// How long a connection may last, in seconds.
    private static let lifetime = 3600
    /// Maximum number of lanes that are busy at a time.
    private static let laneLimit = 32
    /// Maximum number of requests that wait.
    private static let waitingLimit = 64
    /// Number of events that are sent at a time.
    private static let batchSize = 64

    /// When the connection was opened, in seconds since 1970.
    let opened: Int
    /// The current time in seconds since 1970.
    let now: @Sendable () -> Int
    /// Answers a `POST /v1/responses` with this body.
    let respond: @Sendable (_ body: [UInt8]) async throws -> ServedResponse

    func run(_ inbox: SocketInbox, _ outbox: any SocketOutbox) async throws -> SocketClosure {
        let memory = ResponsesSocketMemory()
        let lanes = SocketLanes<ResponsesSocketRequest>(laneLimit: Self.laneLimit, countLimit: Self.waitingLimit)
        return try await withThrowingDiscardingTaskGroup { group in
            while let message = await inbox.next() {
                guard now() - opened < Self.lifetime else {
                    try await outbox.send([ResponsesSocketError(.connectionLimit).text])
                    return SocketClosure(code: 1001, reason: "The connection is 60 minutes old.")
                }
                do throws(ResponsesSocketError) {
                    let request = try ResponsesSocketRequest(parsing: message[...])
                    let lane = request.lane ?? ""
                    switch await lanes.add(request, to: lane) {
                    case .behind: break
                    case .refused: throw ResponsesSocketError(.streamLimit, lane: request.lane)
                    case .first:
                        group.addTask {
                            while let request = lanes.next(in: lane) { try await answer(request, memory, outbox) }
                        }
                    }
                } catch {
                    try await outbox.send([error.text])
                }
            }
            return .normal
        }
    }

    private func answer(
        _ request: ResponsesSocketRequest,
        _ memory: ResponsesSocketMemory,
        _ outbox: any SocketOutbox
    ) async throws {
        let earlier = request.previousID.flatMap { memory.items(of: $0) }
        let response = try await respond(request.body(after: earlier))
        guard response.head.status == .ok else {
            let body = try await response.body.collect(upTo: RoutedRequest.bodyLimit)
            let error = ResponsesSocketError(status: response.head.status.code, body: body, lane: request.lane)
            try await outbox.send([error.text])
            return
        }
        var parser = EventStreamParser(lineLimit: .max)
        var texts: [ArraySlice<UInt8>] = []
        var last: ArraySlice<UInt8> = []
        func take(_ slice: ArraySlice<UInt8>) async throws {
            for output in parser.push(slice) {
                texts.append(request.event(output.event.data, isContinued: earlier != nil))
                last = texts[texts.count - 1]
                guard texts.count >= Self.batchSize else { continue }
                try await outbox.send(texts)
                texts = []
            }
        }
        switch response.body.content {
        case .bytes(let bytes): try await take(bytes)
        case .stream(_, let slices): for try await slice in slices { try await take(slice) }
        }
        // Before the client knows of the response, so that its next request finds it.
        if !request.isStored { memory.keep(last, after: (earlier ?? []) + request.items) }
        try await outbox.send(texts)
    }
}
