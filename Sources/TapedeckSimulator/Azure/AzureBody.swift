// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// The body of a request with the deployment that it, or its path, names.
struct AzureBody: Sendable {
    private enum Form: Sendable {
        case json([JSONMember])
        case form(AzureForm)
        case other
    }

    /// The body as it was sent.
    let original: Body
    /// The name of the deployment; `nil` where none is named.
    let deployment: String?
    private let form: Form

    /// Reads a body, where it may name a deployment.
    init(_ body: Body, _ request: AzureRequest, _ fields: HTTPFields) async throws {
        guard request.target.method == .post else {
            (original, deployment, form) = (body, request.deployment, .other)
            return
        }
        let type = FieldParameters(fields[.contentType] ?? "")
        let isForm = type.value == "multipart/form-data"
        let bytes: ArraySlice<UInt8>
        do {
            bytes = try await body.collect(upTo: isForm ? AzureForm.limit : RoutedRequest.bodyLimit)
        } catch is BodyTooLarge {
            throw isForm ? APIError.fileTooLarge(limit: AzureForm.limit) : APIError.bodyTooLarge
        }
        original = Body(bytes)
        if isForm, let read = AzureForm(bytes, boundary: type.parameters["boundary"] ?? "") {
            form = .form(read)
            deployment = request.deployment ?? read.model
        } else if !isForm, case .object(let members)? = try? JSONValue(parsing: bytes) {
            form = .json(members)
            deployment = request.deployment ?? members.last { $0.name == "model" }?.value.string
        } else {
            form = .other
            deployment = request.deployment
        }
    }

    /// The body with the model in the place of the deployment.
    func body(asking model: String) -> Body {
        switch form {
        case .json(let members):
            let rest = members.filter { $0.name != "model" }
            let document = JSONValue.object([JSONMember(name: "model", value: .string(model))] + rest)
            return Body(Array(document.text().utf8))
        case .form(let form): return Body(form.bytes(asking: model))
        case .other: return original
        }
    }
}
