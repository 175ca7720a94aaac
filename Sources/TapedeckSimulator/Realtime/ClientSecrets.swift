// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A short-lived key for a session of the Realtime API, with the session's configuration.
struct ClientSecret: Sendable {
    let value: String
    /// When it expires, in seconds since 1970.
    let expires: Int
    let configuration: RealtimeConfiguration
}

/// The client secrets of a simulated session; the oldest are dropped.
struct ClientSecrets: Sendable {
    private static let limit = 1000

    private var secrets: [String: ClientSecret] = [:]
    private var order: [String] = []

    /// The secret with this value.
    subscript(value: String) -> ClientSecret? { secrets[value] }

    mutating func add(_ secret: ClientSecret) {
        if order.count >= Self.limit { secrets[order.removeFirst()] = nil }
        order.append(secret.value)
        secrets[secret.value] = secret
    }
}
