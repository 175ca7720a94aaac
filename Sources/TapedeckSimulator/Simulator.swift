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
            return addCommonFields(to: try await response(of: known, query, fields: fields, body: body), of: known)
        } catch let error as APIError {
            return response(to: error, of: endpoint)
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
        return cachedResponse(to: body).map { addCommonFields(to: $0, of: .createChatCompletion) }
    }

    /// Looks at the session's state, or changes it; nothing that takes long belongs in here.
    func withState<Result, Failure>(
        _ body: (inout SimulatorState) throws(Failure) -> sending Result
    ) throws(Failure) -> Result {
        try state.withLock { (state) throws(Failure) in try body(&state) }
    }

    /// Refuses a request without a key; any key will do.
    private static func authorize(_ fields: HTTPFields) throws(APIError) {
        guard let key = fields[.authorization], !key.trimmingSpaces.isEmpty else { throw .missingKey }
    }
}
