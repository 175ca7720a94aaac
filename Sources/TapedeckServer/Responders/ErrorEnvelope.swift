// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// An error of Tapedeck in OpenAI's shape; its type and a header distinguish it from a recorded one.
struct ErrorEnvelope: Sendable {
    let status: HTTPResponse.Status
    let message: String
    let type: String
    let code: String
    var param: String?
    var headerFields: HTTPFields = [:]

    var response: ServedResponse {
        let error: JSONValue = [
            "error": [
                "message": .string(message), "type": .string(type), "param": .optional(param), "code": .string(code),
            ]
        ]
        var fields = headerFields
        fields[.contentType] = "application/json"
        fields[.tapedeckError] = code
        // The official clients retry 5xx and 429 unless this header forbids it.
        fields[.shouldRetry] = "false"
        return ServedResponse(
            head: HTTPResponse(status: status, headerFields: fields),
            body: Body(Array((error.text(indent: 2) + "\n").utf8))
        )
    }
}

extension ErrorEnvelope {
    static func miss(_ miss: Miss) -> ErrorEnvelope {
        ErrorEnvelope(
            status: .notFound,
            message: miss.description,
            type: "tapedeck_miss",
            code: "no_matching_interaction",
            headerFields: [.tapedeckMiss: miss.reason.name.replacing("_", with: "-")]
        )
    }

    static func upstream(_ error: UpstreamError) -> ErrorEnvelope {
        ErrorEnvelope(
            status: HTTPResponse.Status(code: error.status),
            message: error.text(for: .commandLine),
            type: "tapedeck_upstream_error",
            code: error.code.description
        )
    }

    static func cassette(_ error: CassetteError) -> ErrorEnvelope {
        ErrorEnvelope(
            status: .internalServerError,
            message: error.text(for: .commandLine),
            type: "tapedeck_cassette_error",
            code: error.code.description
        )
    }

    static func limit(_ message: String) -> ErrorEnvelope {
        ErrorEnvelope(
            status: .tooManyRequests,
            message: message,
            type: "tapedeck_limit",
            code: "recording_limit_reached"
        )
    }

    static func invalidRequest(_ status: HTTPResponse.Status, code: String, _ message: String) -> ErrorEnvelope {
        ErrorEnvelope(status: status, message: message, type: "invalid_request_error", code: code)
    }

    static func contentCoding(_ error: ContentCodingError) -> ErrorEnvelope {
        switch error {
        case .unsupported:
            invalidRequest(.unsupportedMediaType, code: "unsupported_content_encoding", "Request body: \(error).")
        case .damaged: invalidRequest(.badRequest, code: "invalid_content_encoding", "Request body: \(error).")
        case .tooLarge: invalidRequest(.contentTooLarge, code: "request_too_large", "Request body: \(error).")
        }
    }

    static func internalError(_ error: any Error) -> ErrorEnvelope {
        ErrorEnvelope(
            status: .internalServerError,
            message: "Tapedeck failed to answer: \(error.text(for: .commandLine))",
            type: "tapedeck_error",
            code: "internal_error"
        )
    }
}

extension HTTPField.Name {
    static func known(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is a field name") }
        return name
    }

    static let tapedeckError = known("tapedeck-error")
    static let tapedeckMiss = known("tapedeck-miss")
    static let tapedeckSession = known("tapedeck-session")
    static let shouldRetry = known("x-should-retry")
}
