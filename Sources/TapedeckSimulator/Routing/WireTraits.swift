// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// Header fields and white space in which the service's endpoints differ.
struct WireTraits: Sendable, Hashable {
    /// Whether any web page may read the responses (`access-control-allow-origin: *`).
    var allowsAnyOrigin = false
    /// Whether responses name the organisation and project.
    var namesProject = true
    /// Whether web pages may read the request's identifier (`access-control-expose-headers: X-Request-ID`).
    var exposesRequestID = false
    /// The rate limits that errors of the endpoint carry.
    var errorLimits = ErrorLimits.none
    /// The white space of errors that the endpoint itself reports.
    var errorStyle = BodyStyle.indented

    /// The standard rate limits in the header of an error.
    enum ErrorLimits: Sendable {
        case none
        /// Those for requests, of a request that was refused before its tokens were counted.
        case requests
        case all
    }

    /// Files and uploads.
    static let files = WireTraits(allowsAnyOrigin: true, errorStyle: .indentedWithLineEnd)
    /// Reading models, which belong to no project.
    static let models = WireTraits(namesProject: false)
    /// Embeddings.
    static let embeddings = WireTraits(
        allowsAnyOrigin: true,
        exposesRequestID: true,
        errorLimits: .requests,
        errorStyle: .indentedWithLineEnd
    )
    /// Creating chat completions.
    static let chat = WireTraits(exposesRequestID: true, errorLimits: .all)
}
