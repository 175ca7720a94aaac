// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// The header fields of Azure's responses, in place of those of OpenAI's.
struct AzureFields: Sendable {
    /// The fields of an endpoint's response that Azure sends too.
    private static let kept: Set<String> = [
        "content-type", "content-disposition", "location", "x-ratelimit-limit-requests", "x-ratelimit-limit-tokens",
        "x-ratelimit-remaining-requests", "x-ratelimit-remaining-tokens",
    ]

    private let id: String
    private let request: String
    private let moment: Int

    init(_ state: inout SimulatorState) {
        id = state.identifiers.uuid()
        request = state.identifiers.uuid()
        moment = state.now
    }

    /// The fields of an error of the front door.
    var ofFrontDoor: HTTPFields {
        [.contentType: "application/json", .azureRequest: id, .date: HTTPDate.text(moment), .simulated: "1"]
    }

    /// The fields of a response.
    /// - Parameters:
    ///   - fields: What the endpoint set.
    ///   - client: The client's identifier of its request, which the response repeats.
    ///   - deployment: The deployment that answers; `nil` where no model is asked.
    /// - Returns: The fields in the service's order.
    func all(adding fields: HTTPFields, client: String?, deployment: String?) -> HTTPFields {
        var all: HTTPFields = [
            .date: HTTPDate.text(moment), .azureRequest: id, .requestID: request, .azureClientRequest: client ?? id,
            .azureRegion: "East US 2", .xContentTypeOptions: "nosniff",
            .strictTransportSecurity: "max-age=31536000; includeSubDomains; preload", .simulated: "1",
        ]
        for field in fields where Self.kept.contains(field.name.canonicalName) { all.append(field) }
        if let deployment {
            all[.azureFilter] = "true"
            all[.azureDeployment] = deployment.isHeaderValue ? deployment : nil
            all[.azureSession] = "v20260105-" + String(id.suffix(12))
            all[.accelBuffering] = "no"
        }
        return all
    }
}

extension String {
    /// Whether a header field can hold the text.
    fileprivate var isHeaderValue: Bool { utf8.allSatisfy { (0x20...0x7E).contains($0) } }
}

extension HTTPField.Name {
    static let azureKey = known("api-key")
    static let azureClientRequest = known("x-ms-client-request-id")
    fileprivate static let azureRequest = known("apim-request-id")
    fileprivate static let azureRegion = known("x-ms-region")
    fileprivate static let azureFilter = known("x-ms-rai-invoked")
    fileprivate static let azureDeployment = known("x-ms-deployment-name")
    fileprivate static let azureSession = known("azureml-model-session")
    fileprivate static let accelBuffering = known("x-accel-buffering")
}
