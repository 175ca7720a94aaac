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
    /// Whether errors carry the standard rate limits too.
    var limitsErrors = false
    /// The white space of errors that the endpoint itself reports.
    var errorStyle = BodyStyle.indented

    /// Files and uploads.
    static let files = WireTraits(allowsAnyOrigin: true, errorStyle: .indentedWithLineEnd)
    /// Reading models, which belong to no project.
    static let models = WireTraits(namesProject: false)
    /// Creating chat completions.
    static let chat = WireTraits(exposesRequestID: true, limitsErrors: true)
}
