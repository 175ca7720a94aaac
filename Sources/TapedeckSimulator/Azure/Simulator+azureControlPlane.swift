// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckModels

extension Simulator {
    /// The most deployments of a session.
    private static let deploymentLimit = 1000

    /// Creates, shows, lists and deletes deployments, as the resource manager does.
    ///
    /// The subscription, the group and the account may have any names; all accounts of a session are one.
    func controlPlane(_ request: AzureRequest, _ fields: HTTPFields, _ body: Body) async throws -> ServedResponse {
        guard fields[.authorization]?.trimmingSpaces.isEmpty == false else { throw AzureError.noToken }
        guard request.version?.isEmpty == false else { throw AzureError.noVersion }
        let segments = request.segments.map(PercentEncoding.decodeSegment)
        // subscriptions/S/resourceGroups/G/providers/P/accounts/A/deployments/D
        guard (9...10).contains(segments.count), segments[2].lowercased() == "resourcegroups",
            segments[6].lowercased() == "accounts", segments[8].lowercased() == "deployments",
            !segments.contains("")
        else { throw AzureError.noSuchResource }
        withState { $0.clock.tick() }
        let path = request.segments.prefix(9).map { "/" + $0 }.joined()
        guard segments.count == 10 else {
            guard request.target.method == .get else { throw AzureError.wrongMethod(request.target) }
            let documents = withState { state in state.azure.deployments.all.map { $0.document(below: path) } }
            return .json(["value": .array(documents)], .compact)
        }
        let name = segments[9]
        switch request.target.method {
        case .put: return try deploy(name, try await Self.settings(body), below: path)
        case .get:
            let deployment = withState { state in
                let (shown, now) = (state.azure.deployments[name], state.now)
                state.azure.deployments[name]?.poll(at: now, configuration.pace)
                return configuration.pace == .realtime ? state.azure.deployments[name] : shown
            }
            guard let deployment else { throw AzureError.noDeployment(segments) }
            return .json(deployment.document(below: path), .compact)
        case .delete:
            let existed = withState { state in
                defer { state.azure.deployments[name] = nil }
                return state.azure.deployments[name] != nil
            }
            return ServedResponse(status: existed ? .ok : .noContent, fields: [:])
        default: throw AzureError.wrongMethod(request.target)
        }
    }

    private static func settings(_ body: Body) async throws -> JSONValue {
        guard let bytes = try? await body.collect(upTo: 1 << 20), let document = try? JSONValue(parsing: bytes),
            case .object = document
        else { throw AzureError.invalidDeployment("The request content was invalid and could not be deserialized.") }
        return document
    }

    private func deploy(_ name: String, _ settings: JSONValue, below path: String) throws -> ServedResponse {
        let model = settings["properties"]?["model"]
        guard case .object(let properties)? = settings["properties"], let modelName = model?["name"]?.string,
            !modelName.isEmpty
        else { throw AzureError.invalidDeployment("The deployment needs properties.model.name.") }
        let (deployment, isNew) = try withState { state throws(AzureError) in
            guard SimulatorState.catalogued(modelName) != nil || state.models[modelName] != nil else {
                throw .unknownModel(model)
            }
            let isNew = state.azure.deployments[name] == nil
            guard !isNew || state.azure.deployments.count < Self.deploymentLimit else { throw .tooManyDeployments }
            let deployment = AzureDeployment(
                name: name,
                model: SimulatorState.catalogued(modelName)?.id ?? modelName,
                createdAt: state.now,
                sku: settings["sku"] ?? ["name": "Standard", "capacity": 1],
                properties: properties,
                isReady: configuration.pace == .instant
            )
            state.azure.deployments[name] = deployment
            return (deployment, isNew)
        }
        return .json(deployment.document(below: path), .compact, status: isNew ? .created : .ok)
    }
}

extension AzureDeployment {
    /// The resource, as the resource manager shows it.
    fileprivate func document(below path: String) -> JSONValue {
        let state = JSONMember(name: "provisioningState", value: isReady ? "Succeeded" : "Creating")
        return [
            "id": .string("\(path)/\(PercentEncoding.encode(name))"),
            "type": "Microsoft.CognitiveServices/accounts/deployments", "name": .string(name), "sku": sku,
            "properties": .object(properties.filter { $0.name != state.name } + [state]),
        ]
    }
}

extension AzureError {
    fileprivate static let noToken = AzureError(
        status: .unauthorized,
        code: "AuthenticationFailed",
        message: "Authentication failed. The 'Authorization' header is missing."
    )

    fileprivate static let noVersion = AzureError(
        status: .badRequest,
        code: "MissingApiVersionParameter",
        message: "The api-version query parameter (?api-version=) is required for all requests."
    )

    fileprivate static let tooManyDeployments = AzureError(
        status: .badRequest,
        code: "QuotaExceeded",
        message: "The account has the maximum number of deployments."
    )

    fileprivate static func wrongMethod(_ target: RequestLine) -> AzureError {
        AzureError(
            status: .methodNotAllowed,
            code: "MethodNotAllowed",
            message: "The request has an unsupported method '\(target.method.rawValue)'."
        )
    }

    fileprivate static func invalidDeployment(_ message: String) -> AzureError {
        AzureError(status: .badRequest, code: "InvalidRequestContent", message: message)
    }

    fileprivate static func noDeployment(_ segments: [String]) -> AzureError {
        AzureError(
            status: .notFound,
            code: "ResourceNotFound",
            message: "The Resource '\(segments[5])/accounts/\(segments[7])/deployments/\(segments[9])' under resource "
                + "group '\(segments[3])' was not found."
        )
    }

    fileprivate static func unknownModel(_ model: JSONValue?) -> AzureError {
        func part(_ name: String) -> String { model?[name]?.string ?? "" }
        return AzureError(
            status: .badRequest,
            code: "DeploymentModelNotSupported",
            message: "The model 'Format:\(part("format")),Name:\(part("name")),Version:\(part("version"))' of account "
                + "deployment is not supported."
        )
    }
}
