// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TapedeckCore
import TapedeckUpstream

/// The Tapedeck server that the environment of this process names, as `tapedeck run` sets it for its command.
///
/// All requests go through that server, so that they are recorded and can be replayed: a service other than the server's
/// own upstream gets a session of its own.
struct RunningServer {
    /// The largest response of the control API, in bytes.
    private static let responseLimit = 1 << 20

    let root: BaseURL

    /// The server that the environment names; `nil` when it names none.
    init?(environment: [String: String]) throws(WorkflowError) {
        guard let root = environment[EnvironmentVariable.server], !root.isEmpty else { return nil }
        do {
            self.root = try BaseURL(root)
        } catch {
            throw .badInput("\(EnvironmentVariable.server) is not the URL of a Tapedeck server: \(error)")
        }
    }

    /// Whether a base URL leads to the server itself.
    func serves(_ baseURL: BaseURL) -> Bool {
        func port(_ url: BaseURL) -> Substring { url.authority.dropFirst(url.host.count) }
        let names = ["127.0.0.1", "localhost", "[::1]"]
        return baseURL.authority == root.authority
            || (names.contains(baseURL.host) && names.contains(root.host) && port(baseURL) == port(root))
    }

    /// The base URL at the server for requests to a service: those it records, or has recorded.
    func route(to service: BaseURL) async throws(WorkflowError) -> BaseURL {
        func failure(_ reason: String) -> WorkflowError {
            .unavailable(
                "Requests to \(service) must go through the Tapedeck server at \(root), but \(reason). "
                    + "To send them directly, unset \(EnvironmentVariable.server)."
            )
        }
        let document: JSONValue = [SessionStatus.Key.upstream: .string(service.description)]
        var request = HTTPRequest(method: .post, scheme: nil, authority: nil, path: SessionStatus.path)
        request.headerFields[.contentType] = "application/json"
        let upstream = CurlUpstream(configuration: UpstreamConfiguration(baseURL: root))
        var bytes: [UInt8] = []
        let status: Int
        do {
            let response = try await upstream.send(request, body: Body(Array(document.text().utf8)))
            status = response.head.status.code
            for try await chunk in response.chunks where bytes.count < Self.responseLimit { bytes += chunk.bytes }
        } catch {
            throw failure("it does not answer: \(error)")
        }
        await upstream.shutdown()
        let answer = try? JSONValue(parsing: bytes)
        guard status < 300, let session = answer.flatMap({ SessionStatus(json: $0) }),
            let route = try? BaseURL("\(root)\(session.urlPath)")
        else {
            throw failure("it refuses them: \(answer?["error"]?["message"]?.string ?? "it answers \(status)")")
        }
        return route
    }
}

extension ClientConfiguration {
    /// The configuration for requests through the server that the environment names.
    /// - Parameter environment: The environment, in which `tapedeck run` names its server.
    /// - Returns: The configuration, unchanged where there is no such server or the service is that server.
    /// - Throws: ``WorkflowError`` when the server does not accept requests to the service.
    package func throughRunningServer(
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws(WorkflowError) -> ClientConfiguration {
        guard let server = try RunningServer(environment: environment), !server.serves(baseURL) else { return self }
        var configuration = self
        configuration.baseURL = try await server.route(to: baseURL)
        configuration.proxies = .none
        configuration.certificateAuthorities = nil
        return configuration
    }
}
