// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// One event of an event stream (HTML Living Standard, section 9.2).
package struct ServerSentEvent: Sendable, Hashable {
    /// The type, when the event names one.
    package var type: String?
    /// The data; lines are joined by `\n`.
    package var data: String
    /// The event's id, when it sets one.
    package var id: String?
    /// The reconnection time in milliseconds, when the event sets one.
    package var retry: Int?

    /// Creates an event.
    package init(type: String? = nil, data: String, id: String? = nil, retry: Int? = nil) {
        self.type = type
        self.data = data
        self.id = id
        self.retry = retry
    }

    /// The event as it goes over the wire, with the blank line that ends it.
    /// - Parameter lineEnd: The line ending; OpenAI sends `\n`, its transcription streams `\r\n`.
    /// - Returns: The text of the event.
    package func encoded(lineEnd: String = "\n") -> String {
        var lines: [String] = []
        if let type { lines.append("event: \(type)") }
        if let id { lines.append("id: \(id)") }
        if let retry { lines.append("retry: \(retry)") }
        // A line end of any kind would end the field, so each makes a new one; "\r\n" is one character.
        lines += data.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
            .map { "data: \($0)" }
        return lines.map { $0 + lineEnd }.joined() + lineEnd
    }
}
