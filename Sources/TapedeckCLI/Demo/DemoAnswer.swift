// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// What the client of the demo received.
struct DemoAnswer {
    let request: DemoRequest
    let status: Int
    let isStream: Bool
    let body: [UInt8]
    let duration: Duration

    /// Request, status, size and time in one line.
    var line: String {
        let milliseconds = Int((duration / .milliseconds(1)).rounded(.up))
        let events = isStream ? " in \(counted(events.count, "event"))" : ""
        return "\(request.line)  \(status)  \(body.count) B\(events), \(milliseconds) ms"
    }

    /// The text that a program would use: of a completion, of a stream, of an error, or how many models are listed.
    var text: String {
        if isStream {
            return events.compactMap { $0["choices"]?.elements?.first?["delta"]?["content"]?.string }.joined()
        }
        guard let document = try? JSONValue(parsing: body) else { return "" }
        if let models = document["data"]?.elements { return counted(models.count, "model") }
        return document["choices"]?.elements?.first?["message"]?["content"]?.string
            ?? document["error"]?["message"]?.string ?? ""
    }

    /// The JSON documents of a stream.
    private var events: [JSONValue] {
        var parser = EventStreamParser()
        return (parser.push(body) + parser.finish()).compactMap { try? JSONValue(parsing: Array($0.event.data.utf8)) }
    }
}
