// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
package import TapedeckCore

/// An upstream reached over libcurl, on a thread of its own.
///
/// Any number of tasks may send requests at once. Connections are kept and used again, except for a
/// streamed request body, which could not be sent twice if the connection turned out to be dead. HTTP/2 is used where the
/// upstream offers it. Response bodies are decoded from their content encoding. Both directions have back pressure: about
/// a mebibyte of a response waits unread, and a quarter of one of a request body waits unsent. Over HTTP/2 libcurl itself
/// may hold a stream's window (32 MiB in libcurl 7.88) of a response that is not read while others go on.
package struct CurlUpstream: Upstream {
    /// The configuration of the client.
    package let configuration: UpstreamConfiguration

    private let loop: CurlLoop

    /// Starts a client; connections are made when there are requests.
    package init(configuration: UpstreamConfiguration) {
        self.configuration = configuration
        self.loop = CurlLoop(configuration: configuration)
    }

    /// The base URL, without a slash at its end.
    package var origin: String { configuration.baseURL.description }

    /// Sends a request and returns once the response head has arrived.
    ///
    /// A leading `/v1` of the path gives way to the path of the base URL, and Azure's `/openai` follows it; without one
    /// there, and for every other path, the path stays as it is. No byte of path or query changes. Cancelling the task ends the request at once.
    /// - Parameters:
    ///   - request: The request head.
    ///   - body: The request body; a stream is read no faster than it can be sent.
    /// - Returns: The final response head, and its body as it arrives; letting go of the body ends the transfer.
    /// - Throws: `UpstreamError` when no response head arrives; what the body stream throws; `CancellationError`.
    package func send(_ request: HTTPRequest, body: Body) async throws -> UpstreamResponse {
        let outgoing = try OutgoingRequest(request, body: body, base: configuration.baseURL)
        let mailbox = loop.mailbox
        let transfer = Transfer(id: mailbox.makeID(), request: outgoing, mailbox: mailbox)
        let head = try await withTaskCancellationHandler {
            try await transfer.response.head {
                guard !mailbox.post(.start(transfer)) else { return }
                let failure = TransferFailure(configuration: configuration).stopped(hasHead: false)
                transfer.response.finish(.failure(failure))
            }
        } onCancel: {
            loop.cancel(transfer)
        }
        return Self.response(head, of: transfer, loop)
    }

    /// Sends a request that no task waits for.
    ///
    /// A response whose end arrives in the same turn of the loop as its head is received whole; any other is received when
    /// it has begun.
    package func start(
        _ request: HTTPRequest,
        body: ArraySlice<UInt8>,
        receive: @escaping @Sendable (UpstreamReception) -> Void
    ) -> UpstreamCancellation? {
        guard let outgoing = try? OutgoingRequest(request, body: Body(body), base: configuration.baseURL) else {
            return nil
        }
        let (loop, mailbox) = (loop, loop.mailbox)
        let transfer = Transfer(id: mailbox.makeID(), request: outgoing, mailbox: mailbox)
        transfer.response.receive { event in
            switch event {
            case .whole(let head, let chunks):
                receive(
                    .whole(
                        WholeUpstreamResponse(
                            head: head.response,
                            timeToFirstByte: head.timeToFirstByte,
                            chunks: chunks
                        )
                    )
                )
            case .begun(let head): receive(.begun(Self.response(head, of: transfer, loop)))
            case .failed(let error): receive(.failed(error))
            }
        }
        guard mailbox.post(.start(transfer)) else { return nil }
        return { loop.cancel(transfer) }
    }

    private static func response(_ head: ResponseBuffer.Head, of transfer: Transfer, _ loop: CurlLoop)
        -> UpstreamResponse
    {
        UpstreamResponse(
            head: head.response,
            timeToFirstByte: head.timeToFirstByte,
            chunks: ResponseChunks(reader: ResponseReader(transfer: transfer, loop: loop))
        )
    }

    /// Ends all requests, closes all connections and waits until the thread has let go of them.
    ///
    /// Requests under way, and later ones, throw. Without this call the thread ends by itself once neither the client
    /// nor any of its responses is in use any more.
    package func shutdown() async {
        await loop.shutdown()
    }
}
