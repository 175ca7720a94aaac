// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Relays a response of the upstream to the client, holding back its end until it is recorded.
struct ResponseRelay {
    /// JSON responses up to this length go out in one piece, since part of one is no use to a client.
    private static let wholeLimit = 256 << 10
    /// How long after the head a JSON response is collected; later bytes go out as they arrive.
    private static let wholeTime = Duration.milliseconds(250)

    private enum State {
        /// Collecting a document to send it in one piece.
        case collecting([UInt8])
        /// Sending a body as it arrives.
        case streaming(BodyPipe)
    }

    private let head: HTTPResponse
    private let length: Int?
    private let answer: @Sendable (ServedResponse) -> Void
    private var gate: ReleaseGate
    private var state = State.collecting([])
    /// Whether only white space has arrived of a JSON response of unknown length.
    private var isOnlySpace: Bool

    /// - Parameters:
    ///   - response: The answer.
    ///   - method: The method of the request.
    ///   - answer: Called once, with what goes to the client.
    init(
        response: UpstreamResponse,
        method: HTTPRequest.Method,
        answer: @escaping @Sendable (ServedResponse) -> Void
    ) {
        let isEventStream = Self.type(of: response.head) == "text/event-stream"
        self.head = response.head
        // Without a length, only the end of the connection ends an event stream, and that waits for the commit.
        self.length = isEventStream ? nil : response.head.contentLength(to: method)
        self.answer = answer
        self.gate = ReleaseGate(isEventStream: isEventStream)
        let isDocument = Self.isDocument(response.head, to: method)
        self.isOnlySpace = isDocument && length == nil
        if !isDocument { _ = stream() }
    }

    /// Whether a response goes out in one piece: JSON, or a response without a body.
    static func isDocument(_ head: HTTPResponse, to method: HTTPRequest.Method) -> Bool {
        let type = type(of: head)
        return type == "application/json" || method == .head || [204, 304].contains(head.status.code)
            || type != "text/event-stream" && head.contentLength(to: method) == 0
    }

    private static func type(of head: HTTPResponse) -> String {
        FieldParameters(head.headerFields[.contentType] ?? "").value
    }

    /// Gives the client the head and a pipe for the body.
    private mutating func stream() -> BodyPipe {
        if case .streaming(let pipe) = state { return pipe }
        let pipe = BodyPipe()
        state = .streaming(pipe)
        answer(ServedResponse(head: head, body: Body(length: length, slices: pipe.slices())))
        return pipe
    }

    /// Takes the next chunk; suspends while the client does not keep up.
    mutating func send(_ chunk: ReceivedChunk) async {
        if isOnlySpace {
            isOnlySpace = chunk.bytes.allSatisfy(\.isJSONSpace)
            // Sent to keep the connection alive before the response.
            if isOnlySpace { return await stream().send(chunk.bytes[...]) }
        }
        guard case .collecting(var bytes) = state else {
            return await stream().send(gate.push(chunk.bytes))
        }
        state = .collecting([])
        bytes += chunk.bytes
        if bytes.count <= Self.wholeLimit, chunk.elapsed <= Self.wholeTime {
            state = .collecting(bytes)
        } else {
            await stream().send(gate.push(bytes))
        }
    }

    /// Breaks the response off without sending what is held back.
    mutating func abandon(_ error: any Error) {
        stream().finish(throwing: error)
    }

    /// Ends the response and sends what was held back; an error breaks it off where the upstream did.
    mutating func finish(throwing error: (any Error)?) async {
        if case .collecting(let bytes) = state {
            guard error != nil else { return answer(ServedResponse(head: head, body: Body(bytes))) }
            await stream().send(bytes[...])
        }
        let pipe = stream()
        await pipe.send(gate.finish()[...])
        pipe.finish(throwing: error)
    }
}

extension UInt8 {
    /// Whether the byte is JSON white space.
    fileprivate var isJSONSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}
