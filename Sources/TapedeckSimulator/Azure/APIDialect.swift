// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The service whose identifiers and states a request's objects get, decided by the path of the request.
enum APIDialect: Sendable {
    case openAI, azure

    /// The dialect of the request that the present task answers.
    @TaskLocal static var current = APIDialect.openAI
}
