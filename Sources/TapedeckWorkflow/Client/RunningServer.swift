// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
import TapedeckCore
import TapedeckUpstream

/// The server of a `tapedeck run` that this process runs below.
///
/// Whatever is asked there goes through that server, so that it is on tape and a replay asks nobody: a service that is not
/// the server's own upstream gets a session of its own.
struct RunningServer {
    /// The most bytes of an answer of the control API.
    private static let answerLimit = 1 << 20

    let root: BaseURL

    /// The server that the environment names; `nil` when it names none.
    init?(environment: [String: String]) throws(WorkflowError) {
        guard let root = environment[EnvironmentVariable.server], !root.isEmpty else { return nil }
        do {
            self.root = try BaseURL(root)
        } catch {
            throw .badInput("\(EnvironmentVariable.server), which 'tapedeck run' sets, is no address: \(error)")
        }
    }

    /// Whether a base URL leads to the server itself.
    func serves(_ baseURL: BaseURL) -> Bool {
        func port(_ url: BaseURL) -> Substring { url.authority.dropFirst(url.host.count) }
        let names = ["127.0.0.1", "localhost", "[::1]"]
        return baseURL.authority == root.authority
            || (names.contains(baseURL.host) && names.contains(root.host) && port(baseURL) == port(root))
    }

    /// The base URL under which the server asks a service, or plays what was recorded of it.
    func route(to service: BaseURL) async throws(WorkflowError) -> BaseURL {
        func failure(_ reason: String) -> WorkflowError {
            .unavailable(
                "\(service) must be asked through the server of 'tapedeck run' at \(root), but \(reason). "
                    + "To ask it directly, unset \(EnvironmentVariable.server)."
            )
        }
        let document: JSONValue = ["upstream": .string(service.description)]
        var request = HTTPRequest(method: .post, scheme: nil, authority: nil, path: "/_tapedeck/sessions")
        request.headerFields[.contentType] = "application/json"
        let upstream = CurlUpstream(configuration: UpstreamConfiguration(baseURL: root))
        var bytes: [UInt8] = []
        let status: Int
        do {
            let response = try await upstream.send(request, body: Body(Array(document.text().utf8)))
            status = response.head.status.code
            for try await chunk in response.chunks where bytes.count < Self.answerLimit { bytes += chunk.bytes }
        } catch {
            throw failure("that does not answer: \(error)")
        }
        await upstream.shutdown()
        let answer = try? JSONValue(parsing: bytes)
        guard status < 300, let path = answer?["url_path"]?.string, let route = try? BaseURL("\(root)\(path)") else {
            throw failure("that refuses: \(answer?["error"]?["message"]?.string ?? "it answers \(status)")")
        }
        return route
    }
}

extension ClientConfiguration {
    /// The configuration as it holds below `tapedeck run`: there every service is asked through its server.
    /// - Parameter environment: The environment, in which `tapedeck run` names its server.
    /// - Returns: The configuration, unchanged where there is no such server or the service is that server.
    /// - Throws: ``WorkflowError`` when the server does not take the service over.
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
