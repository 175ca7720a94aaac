// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// An error of Azure itself, in its envelope: `code` first, neither `type` nor `param`.
struct AzureError: Error, Sendable, Hashable {
    let status: HTTPResponse.Status
    let code: String
    let message: String
    /// Whether the front door sends it, with hardly any header fields.
    var isOfFrontDoor = false
    /// Whether a blank follows the name of the message, as in one error of the front door.
    var hasBlank = false

    /// The body, byte for byte as the service writes it.
    var body: [UInt8] {
        let message = JSONValue.string(message).text()
        return Array(
            "{\"error\":{\"code\":\(JSONValue.string(code).text()),\"message\":\(hasBlank ? " " : "")\(message)}}".utf8
        )
    }
}

extension AzureError {
    /// A request without a key.
    static let missingKey = AzureError(
        status: .unauthorized,
        code: "401",
        message:
            "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key "
            + "for an active subscription and use a correct regional API endpoint for your resource.",
        isOfFrontDoor: true
    )

    /// A path that does not exist, or one of the classic API without a version.
    static let noSuchResource = AzureError(
        status: .notFound,
        code: "404",
        message: "Resource not found",
        isOfFrontDoor: true,
        hasBlank: true
    )

    /// A name that is no deployment, or one that is not ready.
    static let noSuchDeployment = AzureError(
        status: .notFound,
        code: "DeploymentNotFound",
        message: "The API deployment for this resource does not exist. If you created the deployment within the last 5 "
            + "minutes, please wait a moment and try again."
    )

    /// A version that the service does not know.
    static let unsupportedVersion = badRequest("API version not supported")

    /// A version that is too old for the Responses API.
    static let tooOldForResponses = badRequest(
        "Azure OpenAI Responses API is enabled only for api-version 2025-03-01-preview and later"
    )

    /// A version that is too old for a model that reasons; the braces are the service's.
    static let tooOldForModel = badRequest(
        "Model {modelName} is enabled only for api versions 2024-12-01-preview and later"
    )

    private static func badRequest(_ message: String) -> AzureError {
        AzureError(status: .badRequest, code: "BadRequest", message: message)
    }

    /// An error of files, uploads, batches and jobs, which Azure reports by codes of its own.
    init(_ error: APIError) {
        let code =
            switch error.status {
            case .unauthorized: "unauthorized"
            case .forbidden: "forbidden"
            case .notFound: "notFound"
            case .conflict: "conflict"
            case .tooManyRequests: "tooManyRequests"
            default: "invalidPayload"
            }
        self.init(status: error.status, code: code, message: error.message)
    }
}
