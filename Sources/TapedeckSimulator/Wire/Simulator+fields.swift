// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

extension Simulator {
    /// The response with the header fields that every response has.
    func addCommonFields(to response: ServedResponse, _ wire: WireTraits) -> ServedResponse {
        var fields = serviceFields(wire)
        for field in response.head.headerFields {
            if fields.contains(field.name) { fields[field.name] = field.value } else { fields.append(field) }
        }
        return ServedResponse(status: response.head.status, fields: fields, body: response.body)
    }

    /// The response for an error, with the header fields of the service or its gateway; an endpoint's traits are `nil` when
    /// there is none.
    func response(to error: APIError, _ wire: WireTraits?) -> ServedResponse {
        let style = error.style(wire)
        let isGateway = error.origin == .gateway || wire == nil
        var fields = wire.flatMap { isGateway ? nil : serviceFields($0) } ?? gatewayFields()
        if !isGateway, let limits = wire?.errorLimits, limits != .none {
            // The standard limits, since a bad request may not name a model.
            for field in RateLimit.standard.fields(promptBytes: 0)
            where limits == .all || field.name.rawName.hasSuffix("requests") {
                fields.append(field)
            }
        }
        fields[.contentType] = isGateway ? "application/json; charset=utf-8" : "application/json"
        return ServedResponse(
            status: error.status,
            fields: fields,
            body: ServedResponse.json(error.document, style).body
        )
    }

    private func serviceFields(_ wire: WireTraits) -> HTTPFields {
        let (common, processing) = withState { state in
            (CommonFields(&state), 20 + state.identifiers.number(below: 80))
        }
        var fields = common.fields
        fields.append(Self.openAIVersion)
        if wire.namesProject {
            fields.append(HTTPField(name: .openAIOrganization, value: configuration.organization))
            fields.append(HTTPField(name: .openAIProject, value: project))
        }
        if wire.exposesRequestID { fields.append(Self.exposedHeaders) }
        fields.append(HTTPField(name: .openAIProcessing, value: "\(processing)"))
        if wire.allowsAnyOrigin { fields.append(Self.anyOrigin) }
        return fields
    }

    private static let openAIVersion = HTTPField(name: .openAIVersion, value: "2020-10-01")
    private static let exposedHeaders = HTTPField(name: .accessControlExposeHeaders, value: "X-Request-ID")
    private static let anyOrigin = HTTPField(name: .accessControlAllowOrigin, value: "*")

    private func gatewayFields() -> HTTPFields {
        var fields = withState { CommonFields(&$0) }.fields
        fields[.vary] = "Origin"
        return fields
    }
}

/// The header fields that every response has, with fresh identifiers and time.
private struct CommonFields {
    let request: String
    let ray: String
    let moment: Int

    init(_ state: inout SimulatorState) {
        request = state.identifiers.request()
        ray = state.identifiers.ray()
        moment = state.now
    }

    var fields: HTTPFields {
        var fields = HTTPFields()
        fields.append(HTTPField(name: .date, value: HTTPDate.text(moment)))
        fields.append(Self.server)
        fields.append(HTTPField(name: .requestID, value: request))
        for field in Self.policies { fields.append(field) }
        fields.append(HTTPField(name: .ray, value: ray))
        for field in Self.ending { fields.append(field) }
        return fields
    }

    // The values that never change are checked once.
    private static let server = HTTPField(name: .server, value: "cloudflare")
    private static let policies = [
        HTTPField(name: .strictTransportSecurity, value: "max-age=31536000; includeSubDomains; preload"),
        HTTPField(name: .xContentTypeOptions, value: "nosniff"),
        HTTPField(name: .proxyWasm, value: "v0.1"),
        HTTPField(name: .cacheStatus, value: "DYNAMIC"),
    ]
    private static let ending = [
        HTTPField(name: .altService, value: "h3=\":443\"; ma=86400"),
        HTTPField(name: .simulated, value: "1"),
    ]
}

extension APIError {
    /// The white space of this error at an endpoint.
    fileprivate func style(_ wire: WireTraits?) -> BodyStyle {
        if let style { return style }
        return switch origin {
        case .gateway where status == .notFound: .indented
        case .gateway: .gateway
        case .files: .indentedWithLineEnd
        case .service: wire?.errorStyle ?? .indented
        }
    }
}

extension HTTPField.Name {
    static func known(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is a field name") }
        return name
    }

    static let openAIVersion = known("openai-version")
    static let openAIOrganization = known("openai-organization")
    static let openAIProject = known("openai-project")
    static let openAIProcessing = known("openai-processing-ms")
    static let proxyWasm = known("x-openai-proxy-wasm")
    static let cacheStatus = known("cf-cache-status")
    static let ray = known("cf-ray")
    static let altService = known("alt-svc")
    static let requestID = known("x-request-id")
    static let simulated = known("tapedeck-simulated")
    static let openAIModel = known("openai-model")
}
