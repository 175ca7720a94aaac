// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

extension Simulator {
    /// Maximum length of the JSON body of a request, in bytes.
    static let bodyLimit = 32 << 20

    /// The response of an endpoint, before the header fields that every response has.
    func response(
        of endpoint: Endpoint,
        _ query: ListQuery,
        fields: HTTPFields,
        body: Body
    ) async throws -> ServedResponse {
        switch endpoint {
        case .createFile: return try await createFile(fields, body)
        case .listFiles: return try listFiles(query)
        case .retrieveFile(let id): return try retrieveFile(id)
        case .fileContent(let id): return try fileContent(id)
        case .deleteFile(let id): return try deleteFile(id)
        case .createUpload: return try createUpload(RequestFields(parsing: try await Self.collect(body)))
        case .addUploadPart(let id): return try await addUploadPart(id, fields, body)
        case .completeUpload(let id): return try await completeUpload(id, try await Self.collect(body))
        case .cancelUpload(let id): return try cancelUpload(id)
        case .createJob: return try await createJob(RequestFields(parsing: try await Self.collect(body)))
        case .listJobs: return try await listJobs(query)
        case .retrieveJob(let id): return try await retrieveJob(id)
        case .cancelJob(let id): return try await cancelJob(id)
        case .pauseJob(let id): return try await pauseJob(id)
        case .resumeJob(let id): return try await resumeJob(id)
        case .jobEvents(let id): return try await jobEvents(id, query)
        case .jobCheckpoints(let id): return try await jobCheckpoints(id, query)
        case .validateGrader: return try validateGrader(RequestFields(parsing: try await Self.collect(body)))
        case .createPermissions(let model):
            return try createPermissions(model, RequestFields(parsing: try await Self.collect(body)))
        case .listPermissions(let model): return try listPermissions(model, query)
        case .deletePermission(let model, let id): return try deletePermission(model, id)
        case .listModels: return listModels()
        case .retrieveModel(let name): return try retrieveModel(name)
        case .deleteModel(let name): return try deleteModel(name)
        case .createChatCompletion: return try await createChatCompletion(try await Self.collect(body))
        case .listChatCompletions, .retrieveChatCompletion, .updateChatCompletion, .deleteChatCompletion,
            .chatCompletionMessages:
            return try storedCompletionResponse(endpoint, query, try await Self.collect(body))
        }
    }

    /// The JSON body of a request, read whole.
    private static func collect(_ body: Body) async throws -> ArraySlice<UInt8> {
        do {
            return try await body.collect(upTo: bodyLimit)
        } catch is BodyTooLarge {
            throw APIError(
                status: .contentTooLarge,
                message: "The request body is larger than \(bodyLimit >> 20) MB."
            )
        }
    }
}
