// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// How long the upstream client waits; the waits for our own side (a slow client) do not count.
package struct UpstreamTimeouts: Sendable, Hashable {
    /// From the start to a connection that stands, name resolution and TLS included.
    package var connecting: Duration
    /// From the last byte of the request to the response head.
    package var firstByte: Duration
    /// From one byte to the next, in either direction.
    package var idle: Duration

    /// Creates time-outs; the defaults are as patient as OpenAI's own clients.
    /// - Parameters:
    ///   - connecting: From the start to a connection that stands.
    ///   - firstByte: From the last byte of the request to the response head.
    ///   - idle: From one byte to the next.
    package init(
        connecting: Duration = .seconds(10),
        firstByte: Duration = .seconds(600),
        idle: Duration = .seconds(600)
    ) {
        self.connecting = connecting
        self.firstByte = firstByte
        self.idle = idle
    }
}
