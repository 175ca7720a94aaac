// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckModels

extension Simulator {
    /// Responds to a request of Azure's dialect, by translating it and the response of OpenAI's endpoint.
    func respond(toAzure request: AzureRequest, fields: HTTPFields, body: Body) async throws -> ServedResponse {
        let response: (ServedResponse, deployment: String?)
        do {
            response = try await APIDialect.$current.withValue(.azure) {
                try await answer(request, fields, body)
            }
        } catch let error as APIError {
            response = (.json(error.document, .indented, status: error.status), nil)
        } catch let error as AzureError {
            let common = withState { AzureFields(&$0) }
            return ServedResponse(
                status: error.status,
                fields: error.isOfFrontDoor
                    ? common.ofFrontDoor
                    : common.all(adding: [.contentType: "application/json"], client: nil, deployment: nil),
                body: Body(error.body)
            )
        }
        let common = withState { AzureFields(&$0) }
        return ServedResponse(
            status: response.0.head.status,
            fields: common.all(
                adding: response.0.head.headerFields,
                client: fields[.azureClientRequest],
                deployment: response.deployment
            ),
            body: response.0.body
        )
    }

    private func answer(
        _ request: AzureRequest,
        _ fields: HTTPFields,
        _ body: Body
    ) async throws -> (ServedResponse, deployment: String?) {
        if request.plane == .control { return (try await controlPlane(request, fields, body), nil) }
        guard [fields[.azureKey], fields[.authorization]].contains(where: { $0?.trimmingSpaces.isEmpty == false })
        else { throw AzureError.missingKey }
        let version = try AzureVersion.check(request)
        if request.plane == .classic {
            guard request.takesDeployment == (request.deployment != nil),
                request.deployment != nil || Self.classicResources.contains(request.segments.first ?? "")
            else { throw AzureError.noSuchResource }
        }
        switch request.segments.first {
        case "files", "uploads", "fine_tuning", "batches", "models":
            do {
                return (try await resource(request, fields, body), nil)
            } catch let error as APIError {
                throw AzureError(error)
            }
        default: return try await inference(request, version, fields, body)
        }
    }

    /// The resources of the classic API that are not below a deployment.
    private static let classicResources: Set<Substring> = [
        "files", "uploads", "fine_tuning", "batches", "models", "responses", "vector_stores",
    ]

    /// The response of OpenAI's endpoint.
    func endpoint(_ target: RequestLine, _ fields: HTTPFields, _ body: Body) async throws -> ServedResponse {
        let found: (route: Route, parameters: [String])
        do {
            found = try RouteTable.all.find(target)
        } catch {
            throw AzureError.noSuchResource
        }
        return try await found.route.handler(
            self,
            RoutedRequest(
                target: target,
                parameters: found.parameters,
                query: ListQuery(target.query),
                fields: fields,
                body: body
            )
        )
    }
}
