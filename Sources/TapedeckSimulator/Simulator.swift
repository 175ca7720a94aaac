// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
import Synchronization
package import TapedeckCore

/// A stand-in for the service in this process: files, uploads, fine-tuning, models and chat completions.
///
/// It keeps the state of one session and opens no socket. The same configuration and the same requests, one after
/// another, give the same answers to the byte, whatever the machine. Every answer has the field `tapedeck-simulated: 1`.
package final class Simulator: Sendable {
    /// What a cassette says its recordings come from when they are simulated.
    package static let origin = "tapedeck simulate"

    /// The largest JSON body of a request in bytes.
    static let bodyLimit = 32 << 20

    let configuration: SimulatorConfiguration
    /// The project that answers say they are of; it takes nothing from the session's own identifiers.
    let project: String
    let blobs: BlobStore
    private let state: Mutex<SimulatorState>
    let training = TrainingRuns()
    let completionCache = CompletionCache()

    /// Begins a session with nothing in it.
    package init(_ configuration: SimulatorConfiguration = SimulatorConfiguration()) {
        self.configuration = configuration
        var identifiers = IdentifierGenerator(seed: ~configuration.seed)
        self.project = identifiers.project()
        self.blobs = BlobStore(memoryLimit: configuration.memoryLimit)
        self.state = Mutex(SimulatorState(configuration))
    }

    /// Answers a request.
    /// - Parameters:
    ///   - target: Method, path (beginning with `/v1/`) and query.
    ///   - fields: The header fields.
    ///   - body: The body, read once; a file goes to disk as it arrives.
    /// - Returns: The answer; what is wrong with the request is answered as the service answers it.
    /// - Throws: What reading the body throws, and an error of the disk.
    package func respond(to target: RequestLine, fields: HTTPFields, body: Body) async throws -> ServedResponse {
        var endpoint: Endpoint?
        do {
            try Self.authorize(fields)
            let known = try Endpoint(target)
            endpoint = known
            let query = ListQuery(target.query)
            return dress(try await answer(known, query, fields: fields, body: body), to: known)
        } catch let error as APIError {
            return dress(error, to: endpoint)
        }
    }

    /// Answers a request that needs no work: a chat completion whose like has been answered before.
    /// - Returns: The answer; `nil` for every other request.
    package func respondAtOnce(
        to target: RequestLine,
        fields: HTTPFields,
        body: ArraySlice<UInt8>
    ) -> ServedResponse? {
        guard target.method == .post, target.path == "/v1/chat/completions", fields[.authorization] != nil else {
            return nil
        }
        return cachedResponse(to: body).map { dress($0, to: .createChatCompletion) }
    }

    /// Looks at the session's state, or changes it; nothing that takes long belongs in here.
    func withState<Result, Failure>(
        _ body: (inout SimulatorState) throws(Failure) -> sending Result
    ) throws(Failure) -> Result {
        try state.withLock { (state) throws(Failure) in try body(&state) }
    }

    private func answer(
        _ endpoint: Endpoint,
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
            return try answerStored(endpoint, query, try await Self.collect(body))
        }
    }

    /// Refuses a request without a key; any key will do.
    private static func authorize(_ fields: HTTPFields) throws(APIError) {
        guard let key = fields[.authorization], !key.trimmingSpaces.isEmpty else { throw .missingKey }
    }

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
