// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCassettes
import TapedeckCore
import TapedeckSimulator

extension MCPTool {
    /// The largest response that is read, in bytes.
    private static let responseLimit = 8 << 20

    /// Answers a request by a simulator of its own, so that a call leaves nothing behind and depends on no other.
    static func simulate(_ library: MCPLibrary) -> MCPTool {
        MCPTool(
            name: "simulate",
            about:
                "Answers a request as the simulator does, without network, and says that the answer is simulated. Each "
                + "call begins anew: what one creates, such as a batch, is gone for the next.",
            arguments: [
                Argument(
                    type: "string",
                    name: "cassette",
                    about: "A cassette whose recorded files, jobs and models exist for the request (none)."
                )
            ] + requestArguments + [
                Argument(type: "integer", name: "seed", about: "The seed of everything random (0)."),
                Argument(
                    type: "integer",
                    name: "limit",
                    about: "Maximum number of bytes of the body, up to 262144 (8192)."
                ),
            ]
        ) { arguments in
            let request = try request(arguments)
            var configuration = SimulatorConfiguration()
            configuration.seed = UInt64(try arguments.number("seed", default: 0, in: 0...(1 << 53)))
            let limit = try arguments.number("limit", default: 8192, in: 0...262_144)
            let cassette = try arguments.text("cassette").map { try Cassette.open(try library.path($0)) }
            defer { try? cassette?.close() }
            let simulator = SimulatorSession(configuration, continuing: try cassette.map { try LoadedCassette($0) })
            return try await answer(request, by: simulator, limit: limit)
        }
    }

    private static func answer(
        _ request: RecordedRequest,
        by simulator: SimulatorSession,
        limit: Int
    ) async throws -> JSONValue {
        var fields = request.headerFields
        // The simulator asks for a key, as the service does, and takes any.
        fields[.authorization] = "Bearer tapedeck"
        guard case .bytes(let sent) = request.body else { preconditionFailure("The body is an argument") }
        let response = try await simulator.respond(
            to: RequestLine(method: request.method, path: request.path, query: request.query),
            fields: fields,
            body: Body(sent)
        )
        let body: ArraySlice<UInt8>
        do {
            body = try await response.body.collect(upTo: responseLimit)
        } catch is BodyTooLarge {
            throw MCPArgumentError("The answer has more than \(responseLimit) bytes; ask for less.")
        }
        let type = response.head.headerFields[.contentType]
        let lines = BodyText(limit: limit, showsEvents: false).lines(of: Array(body), contentType: type)
        return [
            "simulated": true, "status": .integer(response.head.status.code),
            "content_type": .optional(type), "body": .string(lines.joined(separator: "\n")),
        ]
    }
}
