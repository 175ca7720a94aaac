// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// An error that validation finds in the input file of a batch, shown in its `errors`.
struct BatchFault: Sendable, Hashable {
    let code: String
    let message: String
    var param: String?
    /// The line, counted from 1; `nil` for the whole file.
    var line: Int?

    /// The JSON object of the API.
    var document: JSONValue {
        [
            "code": .string(code), "message": .string(message), "param": .optional(param),
            "line": line.map(JSONValue.integer) ?? .null,
        ]
    }
}

extension BatchFault {
    /// A line that is not a JSON object.
    static let unreadable = BatchFault(
        code: "invalid_json_line",
        message: "This line is not parseable as valid JSON."
    )

    /// A line longer than the body of a request may be.
    static func tooLong(limit: Int) -> BatchFault {
        BatchFault(
            code: "invalid_json_line",
            message: "This line is longer than \(limit >> 20) MB, the maximum length of a request."
        )
    }

    /// A file without any request.
    static let emptyFile = BatchFault(
        code: "empty_file",
        message: "The batch input file is empty. Please ensure that the batch contains at least one request."
    )

    /// A file with more requests than a batch may have.
    static func tooManyRequests(limit: Int) -> BatchFault {
        BatchFault(
            code: "too_many_tasks",
            message: "The batch input file contains more than the maximum of \(limit) requests for each batch."
        )
    }

    /// A file with more texts to embed than a batch may have.
    static func tooManyInputs(limit: Int) -> BatchFault {
        BatchFault(
            code: "too_many_tasks",
            message: "The batch input file contains more than the maximum of \(limit) embedding inputs across all "
                + "requests in the batch."
        )
    }

    /// A member that is missing.
    static func missing(_ name: String) -> BatchFault {
        BatchFault(
            code: "missing_required_parameter",
            message: "Missing required parameter: '\(name)'.",
            param: name
        )
    }

    /// An error of a request, such as a member of the wrong type.
    init(_ error: APIError) {
        self.init(code: error.code ?? "invalid_request", message: error.message, param: error.param)
    }

    /// A `custom_id` that an earlier line has.
    static func duplicate(_ id: String) -> BatchFault {
        BatchFault(
            code: "duplicate_custom_id",
            message: "The custom_id '\(id.prefix(200))' for this request is a duplicate of another request. The "
                + "custom_id parameter must be unique for each request in a batch.",
            param: "custom_id"
        )
    }

    /// A `method` other than POST.
    static let wrongMethod = BatchFault(
        code: "invalid_method",
        message: "The method provided for this request is not supported by the Batch API. Must be POST.",
        param: "method"
    )

    /// A `url` other than the batch's endpoint.
    static let wrongURL = BatchFault(
        code: "invalid_url",
        message: "The URL provided for this request does not match the batch endpoint.",
        param: "url"
    )

    /// A model that does not exist.
    static func unknownModel(_ name: String) -> BatchFault {
        BatchFault(
            code: "model_not_found",
            message: "The provided model '\(name.prefix(200))' is not supported by the Batch API.",
            param: "body.model"
        )
    }

    /// A model other than that of the first line.
    static func otherModel(_ name: String) -> BatchFault {
        BatchFault(
            code: "mismatched_model",
            message: "The provided model '\(name.prefix(200))' does not match the rest of the batch. Each batch must "
                + "contain requests for a single model.",
            param: "body.model"
        )
    }

    /// A body without its main member.
    static func incomplete(_ name: String) -> BatchFault {
        BatchFault(
            code: "invalid_request",
            message: "\(name.prefix(1).uppercased() + name.dropFirst()) parameter is required.",
            param: "body.\(name)"
        )
    }

    /// A request for a stream.
    static func stream(_ endpoint: BatchEndpoint) -> BatchFault {
        BatchFault(
            code: "streaming_unsupported",
            message: "\(endpoint.title): Streaming is not supported in the Batch API.",
            param: "body.stream"
        )
    }
}
