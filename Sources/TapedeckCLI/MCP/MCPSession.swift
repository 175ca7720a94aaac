// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The conversation with one client of the Model Context Protocol: what comes in, and what is answered.
///
/// It has no input and output of its own, and no tools but those it is given.
struct MCPSession {
    /// The versions of the protocol, newest first.
    static let versions = ["2025-06-18", "2025-03-26", "2024-11-05"]

    private let tools: [MCPTool]
    private let instructions: String
    /// The version in force, once the client has begun.
    private(set) var version: String?

    init(tools: [MCPTool], instructions: String) {
        self.tools = tools
        self.instructions = instructions
    }

    /// Answers a line.
    /// - Parameter line: A message in JSON, or a list of them in the version that has those.
    /// - Returns: The answer in one line, `nil` when there is none to give.
    mutating func answer(_ line: [UInt8]) async -> String? {
        let message: JSONValue
        do {
            message = try JSONValue(parsing: line)
        } catch {
            return JSONRPCError(.parse, "The line is not JSON: \(error).").response(nil).text()
        }
        guard case .array(let batch) = message, version == "2025-03-26" else { return await answer(message)?.text() }
        guard !batch.isEmpty else { return JSONRPCError(.invalidRequest, "The batch is empty.").response(nil).text() }
        var answers: [JSONValue] = []
        for message in batch {
            if let answer = await answer(message) { answers.append(answer) }
        }
        return answers.isEmpty ? nil : JSONValue.array(answers).text()
    }

    private mutating func answer(_ message: JSONValue) async -> JSONValue? {
        let id = message["id"].flatMap { JSONRPCRequest.isIdentifier($0) ? $0 : nil }
        do {
            guard let request = try JSONRPCRequest(message) else { return nil }
            // Notifications (of the start, a cancellation, progress) ask for nothing here.
            guard let id = request.id else { return nil }
            return JSONRPCRequest.response(id, try await result(of: request))
        } catch let error as JSONRPCError {
            return error.response(id)
        } catch {
            return JSONRPCError(.internalError, "\(error)").response(id)
        }
    }

    private mutating func result(of request: JSONRPCRequest) async throws -> JSONValue {
        switch request.method {
        case "initialize": return try begin(request.parameters)
        case "ping": return [:]
        case "tools/list", "tools/call":
            guard version != nil else {
                throw JSONRPCError(.invalidRequest, "\(request.method) comes after initialize.")
            }
            guard request.method == "tools/call" else { return ["tools": .array(tools.map(\.json))] }
            return try await call(request.parameters)
        default:
            throw JSONRPCError(
                .methodNotFound,
                "This server has no method \(JSONText.excerpt(request.method)); it has initialize, ping, tools/list and "
                    + "tools/call."
            )
        }
    }

    private mutating func begin(_ parameters: JSONValue) throws -> JSONValue {
        guard let wanted = parameters["protocolVersion"]?.string else {
            throw JSONRPCError(.invalidParameters, "initialize takes protocolVersion, such as \"\(Self.versions[0])\".")
        }
        // A client that does not know the version that is offered ends the conversation.
        let agreed = Self.versions.contains(wanted) ? wanted : Self.versions[0]
        version = agreed
        return [
            "protocolVersion": .string(agreed), "capabilities": ["tools": [:]],
            "serverInfo": ["name": "tapedeck", "title": "Tapedeck", "version": .string(ToolVersion.current)],
            "instructions": .string(instructions),
        ]
    }

    private func call(_ parameters: JSONValue) async throws -> JSONValue {
        guard let name = parameters["name"]?.string, let tool = tools.first(where: { $0.name == name }) else {
            let names = tools.map(\.name).joined(separator: ", ")
            throw JSONRPCError(.invalidParameters, "tools/call takes the name of a tool: \(names).")
        }
        // What is wrong with a call is told to the model, which can correct it.
        do {
            let result = try await tool.run(MCPArguments(parameters["arguments"] ?? [:], of: tool))
            var members: [JSONMember] = [
                JSONMember(name: "content", value: [["type": "text", "text": .string(result.text())]])
            ]
            if version == "2025-06-18" { members.append(JSONMember(name: "structuredContent", value: result)) }
            return .object(members + [JSONMember(name: "isError", value: false)])
        } catch let error as MCPArgumentError {
            return Self.failure(error.message)
        } catch let error as CassetteError {
            return Self.failure(error.text(for: .commandLine))
        }
    }

    private static func failure(_ message: String) -> JSONValue {
        ["content": [["type": "text", "text": .string(message)]], "isError": true]
    }
}
