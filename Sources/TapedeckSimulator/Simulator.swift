// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import HTTPTypes
import Synchronization
package import TapedeckCore

/// A simulator of the OpenAI API in this process: files, uploads, fine-tuning, models and chat completions.
///
/// It holds the state of one session and opens no socket. The same configuration and the same sequence of requests give
/// the same bytes on every machine. Every response has the header field `tapedeck-simulated: 1`.
package final class Simulator: Sendable {
    /// The upstream that cassettes name for simulated recordings.
    package static let origin = "tapedeck simulate"

    let configuration: SimulatorConfiguration
    /// The project in responses, generated apart from the session's other identifiers.
    let project: String
    let blobs: BlobStore
    private let state: Mutex<SimulatorState>
    let training: TrainingRuns
    let completionCache: AnswerCache<PreparedCompletion>
    let responseCache: AnswerCache<PreparedResponse>
    let textCompletionCache: AnswerCache<PreparedTextCompletion>
    let embeddingCache: AnswerCache<PreparedEmbeddings>
    /// The models that have answered, so that their tokens are unpacked.
    let quickModels = NameSet()
    let modelList = RenderedModelList()
    let batches = BatchRuns()

    /// Creates an empty session.
    /// - Parameters:
    ///   - configuration: The settings of the session.
    ///   - webhook: Takes the events for a webhook, in order; it must not wait. `nil` when there is no webhook.
    package init(
        _ configuration: SimulatorConfiguration = SimulatorConfiguration(),
        webhook: WebhookSink? = nil
    ) {
        self.configuration = configuration
        var identifiers = IdentifierGenerator(seed: ~configuration.seed)
        self.project = identifiers.project()
        self.blobs = BlobStore(memoryLimit: configuration.memoryLimit)
        var state = SimulatorState(configuration)
        state.webhook = webhook.map { WebhookOutbox(seed: configuration.seed, sink: $0) }
        self.state = Mutex(state)
        self.training = TrainingRuns()
        self.completionCache = AnswerCache()
        self.responseCache = AnswerCache()
        self.textCompletionCache = AnswerCache()
        self.embeddingCache = AnswerCache()
    }

    /// Creates a session that begins with the state of another one and shares its files and fitted models.
    ///
    /// Whatever happens in it changes nothing in the other one.
    init(copying other: Simulator, state: SimulatorState) {
        self.configuration = other.configuration
        self.project = other.project
        self.blobs = other.blobs
        self.state = Mutex(state)
        self.training = other.training
        self.completionCache = other.completionCache
        self.responseCache = other.responseCache
        self.textCompletionCache = other.textCompletionCache
        self.embeddingCache = other.embeddingCache
    }

    /// Responds to a request.
    /// - Parameters:
    ///   - target: Method, path (below `/v1`, or one of Azure's) and query.
    ///   - fields: The header fields.
    ///   - body: The body, read once; files are streamed to disk.
    /// - Returns: The response; a bad request gets the service's error response.
    /// - Throws: Errors of the body, and of the disk.
    package func respond(to target: RequestLine, fields: HTTPFields, body: Body) async throws -> ServedResponse {
        if let request = AzureRequest(target) {
            return try await respond(toAzure: request, fields: fields, body: body)
        }
        var wire: WireTraits?
        do {
            try Self.authorize(fields)
            let (route, parameters) = try RouteTable.all.find(target)
            wire = route.wire
            let request = RoutedRequest(
                target: target,
                parameters: parameters,
                query: ListQuery(target.query),
                fields: fields,
                body: body
            )
            return addCommonFields(to: try await route.handler(self, request), route.wire)
        } catch let error as APIError {
            return response(to: error, wire)
        }
    }

    /// Responds without waiting, if it can: to a repeated chat completion or response, or a small one.
    /// - Returns: The response; `nil` for every other request.
    package func respondAtOnce(
        to target: RequestLine,
        fields: HTTPFields,
        body: ArraySlice<UInt8>
    ) -> ServedResponse? {
        guard target.path.utf8.starts(with: "/v1/".utf8), fields[.authorization] != nil,
            let (route, _) = try? RouteTable.all.find(target)
        else { return nil }
        return route.immediateHandler?(self, body).map { addCommonFields(to: $0, route.wire) }
    }

    /// Reads or changes the session's state under its lock; do no slow work in here.
    func withState<Result, Failure>(
        _ body: (inout SimulatorState) throws(Failure) -> sending Result
    ) throws(Failure) -> Result {
        try state.withLock { (state) throws(Failure) in try body(&state) }
    }

    /// Throws for a request without a key; any key is accepted.
    static func authorize(_ fields: HTTPFields) throws(APIError) {
        guard let key = fields[.authorization], !key.trimmingSpaces.isEmpty else { throw .missingKey }
    }
}
