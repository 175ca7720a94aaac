// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Relays a response of the upstream to the client, holding back its end until it is recorded.
struct ResponseRelay {
    /// JSON answers up to this length go out in one piece; a part of one is of no use to a client.
    private static let wholeLimit = 256 << 10
    /// How long after the head a JSON answer is collected; what comes later keeps a client waiting that must see bytes.
    private static let wholeTime = Duration.milliseconds(250)

    private enum State {
        /// A document that is collected to go out whole.
        case collecting([UInt8])
        /// A body that goes out as it arrives.
        case streaming(BodyPipe)
    }

    private let head: HTTPResponse
    private let length: Int?
    private let answer: @Sendable (ServedResponse) -> Void
    private var gate: ReleaseGate
    private var state = State.collecting([])
    /// Whether nothing but white space has come of a JSON answer whose length is not known.
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
        let type = FieldParameters(response.head.headerFields[.contentType] ?? "").value
        let isEventStream = type == "text/event-stream"
        self.head = response.head
        // An event stream without a length ends with the connection's word for it, which waits for the tape.
        self.length = isEventStream ? nil : response.contentLength(to: method)
        self.answer = answer
        self.gate = ReleaseGate(isEventStream: isEventStream)
        let hasBody = method != .head && length != 0 && ![204, 304].contains(response.head.status.code)
        let isDocument = type == "application/json" || !hasBody
        self.isOnlySpace = isDocument && length == nil
        if !isDocument { _ = stream() }
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
            // Sent to keep the connection alive, and no answer yet.
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

    /// Breaks the answer off where it stands, without what is held back.
    mutating func abandon(_ error: any Error) {
        stream().finish(throwing: error)
    }

    /// Ends the answer, of which everything may go out now; an error breaks it off where the upstream did.
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
    /// Whether JSON may have the byte between its values.
    fileprivate var isJSONSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
}
