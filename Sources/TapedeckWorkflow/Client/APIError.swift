// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The reason why a request failed.
struct APIError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The status of the response; nil when there was none.
    let status: Int?
    /// The code of the service's error, or of the transport's.
    let code: String?
    /// The message of the service or the transport.
    let message: String

    init(status: Int?, code: String?, message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    /// Reads the error in a response body; a body that is no error of the API is quoted in part.
    init(status: Int, body: [UInt8]) {
        let error = (try? JSONValue(parsing: body))?["error"]
        let text = error?["message"]?.string ?? JSONText.excerpt(String(decoding: body.prefix(400), as: UTF8.self))
        self.init(status: status, code: error?["code"]?.string, message: text)
    }

    /// The error of a request without a complete response.
    init(_ error: UpstreamError) {
        self.init(status: nil, code: error.code.description, message: error.text(for: .library))
    }

    /// A response with content that the API does not send.
    static func invalidResponse(_ message: String) -> APIError {
        APIError(status: nil, code: UpstreamError.Code.invalidResponse.description, message: message)
    }

    /// Whether there was no response, for a reason that can pass by itself.
    var isPassingOutage: Bool {
        status == nil && code != UpstreamError.Code.tlsFailed.description
            && code != UpstreamError.Code.invalidRequest.description
            && code != UpstreamError.Code.invalidResponse.description
    }

    /// Whether the request may have taken effect all the same.
    var mayHaveSucceeded: Bool {
        guard let status else {
            return code != UpstreamError.Code.unresolvedHost.description
                && code != UpstreamError.Code.connectionFailed.description
                && code != UpstreamError.Code.tlsFailed.description
        }
        return status == 408 || status == 409 || status >= 500
    }

    /// Whether every further request would fail for the same reason.
    var stopsEverything: Bool {
        if code == "insufficient_quota" || code == "model_not_found" || code == "training_not_available" { return true }
        switch status {
        case 401, 403: return true
        case nil:
            return code == UpstreamError.Code.unresolvedHost.description
                || code == UpstreamError.Code.connectionFailed.description
                || code == UpstreamError.Code.tlsFailed.description
                || code == UpstreamError.Code.invalidResponse.description
        default: return false
        }
    }

    /// One line for people.
    var description: String {
        guard let status else { return message }
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        return "\(status)\(code.map { " \($0)" } ?? ""): \(line)"
    }

    /// The error as one that ends a step of the workflow.
    var workflowError: WorkflowError {
        status == nil || stopsEverything || status == 429 || (status ?? 0) >= 500
            ? .unavailable(description) : .checkFailed(description)
    }
}
