// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore
import TapedeckUpstream

/// The clients of services that sessions use in place of the server's upstream, one for each base URL.
final class SessionUpstreams: Sendable {
    private let configuration: UpstreamConfiguration
    private let clients = Mutex<[String: CurlUpstream]>([:])

    /// - Parameter configuration: The settings that all clients share, apart from their base URL.
    init(_ configuration: UpstreamConfiguration) {
        self.configuration = configuration
    }

    /// The client of a service.
    /// - Throws: What is wrong with the base URL.
    func client(_ baseURL: String) throws -> CurlUpstream {
        try clients.withLock { clients in
            if let client = clients[baseURL] { return client }
            var configuration = configuration
            configuration.baseURL = try BaseURL(baseURL)
            let client = CurlUpstream(configuration: configuration)
            clients[baseURL] = client
            return client
        }
    }

    /// Closes all connections.
    func shutdown() async {
        for client in clients.withLock({ Array($0.values) }) { await client.shutdown() }
    }
}
