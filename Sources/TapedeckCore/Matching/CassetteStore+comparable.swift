// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes

extension CassetteStore {
    /// The most recorded requests that one is compared with.
    private var comparableLimit: Int { 200 }
    /// The most bytes of recorded bodies that are read for it.
    private var comparableBytes: Int { 64 << 20 }

    /// Recorded requests that a request without a recording can be compared with.
    /// - Parameters:
    ///   - target: Method and target of the request.
    ///   - scope: The recordings that count.
    ///   - redactor: The redactor of the cassette.
    /// - Returns: Their numbers, request lines, and what matching compares.
    /// - Throws: ``CassetteError`` when the cassette is damaged; a damaged recording alone is left out.
    package func comparable(
        to target: RequestLine,
        in scope: RecordingScope,
        redactor: Redactor
    ) throws -> [(id: InteractionID, requestLine: String, key: RequestKey)] {
        var found: [(id: InteractionID, requestLine: String, key: RequestKey)] = []
        // One at a time, since recorded requests may be large.
        var budget = comparableBytes
        for id in try candidates(
            method: target.method.rawValue,
            path: redactor.redact(path: target.path, as: .lengthClass),
            in: scope,
            limit: comparableLimit
        ) {
            guard let recorded = try? request(of: id) else { continue }
            budget -= recorded.body.length
            guard budget > 0 else { break }
            guard let key = try? recorded.key(rules: matchingRules, redactor: redactor, read: read) else { continue }
            found.append((id, recorded.requestLine, key))
        }
        return found
    }
}
