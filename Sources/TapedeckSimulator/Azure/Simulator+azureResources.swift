// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckModels

extension Simulator {
    /// The response of files, uploads, jobs, batches and models.
    func resource(_ request: AzureRequest, _ fields: HTTPFields, _ body: Body) async throws -> ServedResponse {
        let segments = request.segments.map(PercentEncoding.decodeSegment)
        let method = request.target.method
        switch segments.first {
        case "files":
            if segments.count == 2, method == .get { withState { $0.azure.files.poll(segments[1]) } }
            let response = try await endpoint(request.translated, fields, body)
            return try await files(response, request, isCreation: segments.count == 1 && method == .post)
        case "fine_tuning" where segments.count > 1 && segments[1] == "jobs":
            return try await jobs(request, segments, fields, body)
        case "models" where request.plane == .classic && method == .get && segments.count < 3:
            return try models(segments.count == 2 ? segments[1] : nil)
        default: return try await endpoint(request.translated, fields, body)
        }
    }

    // MARK: - Files

    private func files(
        _ response: ServedResponse,
        _ request: AzureRequest,
        isCreation: Bool
    ) async throws -> ServedResponse {
        if isCreation, let id = response.document?["id"]?.string {
            withState { $0.azure.files.add(id, at: $0.now) }
        }
        if request.target.method == .delete, let id = response.document?["id"]?.string {
            withState { $0.azure.files.remove(id) }
        }
        var response = response.mapped(object: "file", fileDocument)
        if isCreation { response.isCreated(request) }
        return response
    }

    /// A file as Azure shows it.
    private func fileDocument(_ file: JSONValue) -> JSONValue {
        guard case .object(let members) = file, let id = file["id"]?.string, file["deleted"] == nil else { return file }
        let status = withState { $0.azure.files.status(of: id, at: $0.now, configuration.pace) }
        return .object(
            members.compactMap { member in
                switch member.name {
                case "status_details": nil
                case "expires_at" where member.value == .null: nil
                case "status": JSONMember(name: member.name, value: status.map(JSONValue.string) ?? member.value)
                default: member
                }
            }
        )
    }

    // MARK: - Jobs

    private func jobs(
        _ request: AzureRequest,
        _ segments: [String],
        _ fields: HTTPFields,
        _ body: Body
    ) async throws -> ServedResponse {
        let method = request.target.method
        if segments.count > 2, withState({ $0.azure.deletedJobs.contains(segments[2]) }) {
            throw APIError.noSuchJob(segments[2])
        }
        if segments.count == 3, method == .delete { return try deleteJob(segments[2]) }
        let isCreation = segments.count == 2 && method == .post
        let body = isCreation ? try await jobRequest(body) : body
        var response = try await endpoint(request.translated, fields, body).mapped(
            object: "fine_tuning.job",
            Self.jobDocument
        )
        if isCreation { response.isCreated(request) }
        return response
    }

    /// Removes a job that has ended; its model stays.
    private func deleteJob(_ id: String) throws(APIError) -> ServedResponse {
        guard try job(id).status.isFinal else {
            throw APIError(status: .conflict, message: "The job \(id) is still running; cancel it before deleting it.")
        }
        withState { _ = $0.azure.deletedJobs.insert(id) }
        return ServedResponse(status: .noContent, fields: [:])
    }

    /// The request of OpenAI for a job, without what only Azure takes.
    private func jobRequest(_ body: Body) async throws -> Body {
        let bytes: ArraySlice<UInt8>
        do {
            bytes = try await body.collect(upTo: RoutedRequest.bodyLimit)
        } catch is BodyTooLarge {
            throw APIError.bodyTooLarge
        }
        guard case .object(let members)? = try? JSONValue(parsing: bytes) else { return Body(bytes) }
        let document = JSONValue.object(members)
        if let type = document["trainingType"], !Self.isTrainingType(type) {
            throw APIError(
                message: "Invalid value for 'trainingType': \(type.text()). Supported values are 1, 'standard', "
                    + "'globalStandard' and 'developerTier'."
            )
        }
        for name in ["training_file", "validation_file"] {
            guard let id = document[name]?.string else { continue }
            let status = withState { $0.azure.files.status(of: id, at: $0.now, configuration.pace) }
            guard status ?? "processed" == "processed" else {
                throw APIError(
                    message: "The file \(id) of '\(name)' is not processed yet; its status is '\(status ?? "")'."
                )
            }
        }
        return Body(
            Array(JSONValue.object(members.filter { $0.name != "trainingType" }).text().utf8)
        )
    }

    private static func isTrainingType(_ value: JSONValue) -> Bool {
        if let name = value.string {
            return ["standard", "globalstandard", "developertier"].contains(name.lowercased())
        }
        return value.integer.map { (0...2).contains($0) } ?? (value == .null)
    }

    /// A job as Azure shows it.
    private static func jobDocument(_ job: JSONValue) -> JSONValue {
        guard case .object(let members) = job else { return job }
        return .object(
            members.map { member in
                switch member.name {
                case "status" where ["validating_files", "queued", "paused"].contains(member.value.string):
                    JSONMember(name: member.name, value: "pending")
                case "organization_id": JSONMember(name: member.name, value: .null)
                case "result_files" where member.value == .array([]): JSONMember(name: member.name, value: .null)
                default: member
                }
            }
        )
    }

    // MARK: - Models

    /// The models that can be deployed, or one of them.
    private func models(_ name: String?) throws(APIError) -> ServedResponse {
        let tuned = withState { state in
            state.clock.tick()
            return state.models.all
        }
        if let name {
            if let model = SimulatorState.catalogued(name) { return .json(model.azureDocument, .compact) }
            guard let model = tuned.first(where: { $0.id == name }) else {
                throw APIError(status: .notFound, message: "The model '\(name)' does not exist.")
            }
            return .json(model.azureDocument, .compact)
        }
        let documents = OpenAIModel.all.map(\.azureDocument) + tuned.map(\.azureDocument)
        return .json(["data": .array(documents), "object": "list"], .compact)
    }
}

extension ServedResponse {
    /// The JSON body, when it is at hand.
    fileprivate var document: JSONValue? {
        guard case .bytes(let bytes) = body.content else { return nil }
        return try? JSONValue(parsing: bytes)
    }

    /// The response with every object of a kind mapped: the body, or the elements of a list.
    fileprivate func mapped(object kind: String, _ map: (JSONValue) -> JSONValue) -> ServedResponse {
        guard case .bytes(let bytes) = body.content, let document, case .object(let members) = document else {
            return self
        }
        let mapped: JSONValue
        switch document["object"]?.string {
        case kind: mapped = map(document)
        case "list":
            mapped = .object(
                members.map { member in
                    guard member.name == "data", let elements = member.value.elements else { return member }
                    let data = elements.map { $0["object"]?.string == kind ? map($0) : $0 }
                    return JSONMember(name: member.name, value: .array(data))
                }
            )
        default: return self
        }
        var response = self
        let style = bytes.last == UInt8(ascii: "\n") ? BodyStyle.indentedWithLineEnd : .indented
        response.body = Body(style.bytes(of: mapped))
        return response
    }

    /// Says that an object was created, and where.
    ///
    /// The service names itself in the location; a path leads back to this server, whatever its address is.
    fileprivate mutating func isCreated(_ request: AzureRequest) {
        guard let id = document?["id"]?.string else { return }
        head.status = .created
        head.headerFields[.location] =
            "\(request.target.path)/\(PercentEncoding.encode(id))" + (request.target.query.map { "?\($0)" } ?? "")
    }
}
