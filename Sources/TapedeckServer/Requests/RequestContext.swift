// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A request on its way through the responder chain.
struct ServedRequest: Sendable {
    /// What is asked for; the path without session prefix.
    let target: RequestTarget
    /// The header fields.
    let headerFields: HTTPFields
    /// The body.
    let body: RequestBody

    /// Creates a request.
    init(target: RequestTarget, headerFields: HTTPFields, body: RequestBody) {
        self.target = target
        self.headerFields = headerFields
        self.body = body
    }
}

/// The body of a request: at hand, on its way, or kept on disk.
enum RequestBody: Sendable {
    /// The whole body, small enough for memory.
    case bytes(ArraySlice<UInt8>)
    /// A body too large for memory, to be read once.
    case stream(Body)
    /// A body too large for memory, to be read as often as needed.
    case spooled(SpoolFile)

    /// The largest body that is kept in memory, in bytes.
    static let memoryLimit = 1 << 20

    /// The body to send on.
    var body: Body {
        switch self {
        case .bytes(let bytes): Body(bytes)
        case .stream(let body): body
        case .spooled(let file): file.body
        }
    }
}

extension ServedRequest {
    /// What a log may say of the request: the path, redacted; not the query, where keys may be.
    func loggable(_ session: Session) -> RequestTarget {
        let path = session.redactor(for: self).redact(path: target.path, as: .lengthClass)
        return RequestTarget(method: target.method, path: path, query: nil)
    }

    /// Checks that the content coding of the body is one that can be undone, and a body that is at hand undamaged.
    /// - Throws: `ContentCodingError`.
    func requireKnownCoding() throws {
        guard var decoder = try ContentDecoder(codings: headerFields[.contentEncoding], limits: .request) else {
            return
        }
        guard case .bytes(let bytes) = body else { return }
        try decoder.push(bytes) { _ in }
        try decoder.finish()
    }

    /// The body with its content coding undone, as a program reads it.
    /// - Throws: `ContentCodingError`; one of a large body is thrown when it is read.
    func decodedBody() throws -> Body {
        try body.body.decoded(codings: headerFields[.contentEncoding])
    }

    /// The request with a body that can be read more than once.
    func rereadable() async throws -> ServedRequest {
        guard case .stream(let body) = body else { return self }
        let file = try SpoolFile()
        if case .stream(_, let slices) = body.content {
            for try await slice in slices { try await file.append(slice) }
        }
        return ServedRequest(target: target, headerFields: headerFields, body: .spooled(file))
    }

    /// What matching compares of the request; the body must be re-readable.
    func key(rules: MatchingRules, redactor: Redactor) async throws -> RequestKey {
        var builder = CanonicalBodyBuilder(contentType: headerFields[.contentType], rules: rules, redactor: redactor)
        guard var decoder = try redactor.decoder(of: headerFields) else {
            switch body.body.content {
            case .bytes(let bytes): builder.push(bytes)
            case .stream(_, let slices): for try await slice in slices { builder.push(slice) }
            }
            return key(builder.finish(), rules: rules, redactor: redactor)
        }
        switch body.body.content {
        case .bytes(let bytes): try decoder.push(bytes) { builder.push($0[...]) }
        case .stream(_, let slices): for try await slice in slices { try decoder.push(slice) { builder.push($0[...]) } }
        }
        try decoder.finish()
        return key(builder.finish(), rules: rules, redactor: redactor)
    }

    /// What matching compares of a request whose body is at hand; `nil` when it is not, or takes long.
    func keyAtOnce(rules: MatchingRules, redactor: Redactor) throws -> RequestKey? {
        // Patterns may take their time, which is not the event loop's.
        guard case .bytes(let bytes) = body, rules.scrubbed.isEmpty, !redactor.hasPatterns else { return nil }
        var builder = CanonicalBodyBuilder(contentType: headerFields[.contentType], rules: rules, redactor: redactor)
        if var decoder = try redactor.decoder(of: headerFields) {
            try decoder.push(bytes) { builder.push($0[...]) }
            try decoder.finish()
        } else {
            builder.push(bytes)
        }
        return key(builder.finish(), rules: rules, redactor: redactor)
    }

    private func key(_ body: CanonicalBody, rules: MatchingRules, redactor: Redactor) -> RequestKey {
        RequestKey(target, fields: headerFields, body: body, rules: rules, redactor: redactor)
    }
}
