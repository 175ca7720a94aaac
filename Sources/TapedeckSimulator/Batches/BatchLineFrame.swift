// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Writes a line of an output file around its response, spelled as Python spells JSON.
struct BatchLineFrame {
    /// Identifier of the line, `batch_req_…`.
    let id: String
    let customID: JSONValue?

    /// The line of a request that was run.
    /// - Parameters:
    ///   - status: The status of its response.
    ///   - request: Identifier of the request, a UUID.
    ///   - body: The body of the response.
    ///   - movesIndex: Whether the items of a list have their `index` last.
    /// - Returns: The line with its end.
    func line(status: Int, request: String, body: ArraySlice<UInt8>, movesIndex: Bool = false) -> [UInt8] {
        var line = beginning
        line.reserveCapacity(line.count + body.count + 160)
        line += #", "response": {"status_code": \#(status), "request_id": "\#(request)", "body": "#.utf8
        PythonJSON.append(body, to: &line, movesIndex: movesIndex)
        line += #"}, "error": null}"#.utf8
        line.append(UInt8(ascii: "\n"))
        return line
    }

    /// The line of a request that was not run.
    func line(_ error: BatchLineError) -> [UInt8] {
        var line = beginning
        line += #", "response": null, "error": {"code": "\#(error.rawValue)", "message": "\#(error.message)"}}"#.utf8
        line.append(UInt8(ascii: "\n"))
        return line
    }

    private var beginning: [UInt8] {
        var line = Array(#"{"id": "\#(id)", "custom_id": "#.utf8)
        PythonJSON.append(customID?.string ?? "", to: &line)
        return line
    }
}

/// Why a request of a batch was not run.
enum BatchLineError: String, Sendable {
    case expired = "batch_expired"
    case cancelled = "batch_cancelled"

    var message: String {
        switch self {
        case .expired: "This request could not be executed before the completion window expired."
        case .cancelled: "This request could not be executed before the batch was cancelled."
        }
    }
}
