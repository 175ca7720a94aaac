// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes

/// The server's side of a WebSocket, above messages: a mock of the service.
package protocol SocketConversation: Sendable {
    /// Answers messages until the client leaves or the conversation is over.
    /// - Parameters:
    ///   - inbox: The client's messages; it ends when the client leaves, and when the server stops.
    ///   - outbox: Takes the answers.
    /// - Returns: The end; the server sends it, unless the client has closed.
    /// - Throws: ``SocketGone`` when the client has left, and any error of the conversation.
    func run(_ inbox: SocketInbox, _ outbox: any SocketOutbox) async throws -> SocketClosure
}

/// Sends the messages of a WebSocket.
package protocol SocketOutbox: Sendable {
    /// Sends texts in order, a message each; returns once the client keeps up.
    /// - Throws: ``SocketGone`` when the connection is closed or closing.
    func send(_ texts: [ArraySlice<UInt8>]) async throws
}

/// A message was sent after the WebSocket had closed.
package struct SocketGone: Error {
    /// Creates the error.
    package init() {}
}

/// The answer to a request for a WebSocket.
package enum SocketAnswer: Sendable {
    /// A WebSocket, with the header fields of the `101` response beside those of the handshake.
    case accepted(HTTPFields, any SocketConversation)
    /// An ordinary response; the connection closes after it.
    case refused(ServedResponse)
}
