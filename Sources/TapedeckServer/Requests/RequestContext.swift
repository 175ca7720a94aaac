// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// One request to a session, with what is computed from it: redactor, key, playback decision.
///
/// Responders pass it along a chain. The first one that needs a value computes it, and the others
/// read it.
struct RequestContext: Sendable {
    /// Method, path and query; the path without session prefix.
    let target: RequestLine
    /// The header fields.
    let headerFields: HTTPFields
    /// The body.
    private(set) var body: RequestBody
    /// The playback decision, once it is made.
    var decision: PlaybackDecision?
    /// Waits for the response, if the request was sent from the event loop.
    var begun: (@Sendable () async throws -> ServedResponse)?
    /// The trace of the request, if a span is made of it.
    var trace: RequestTrace?
    private(set) var identity: RequestIdentity?
    private var redactor: Redactor?

    /// Creates a context.
    init(target: RequestLine, headerFields: HTTPFields, body: RequestBody) {
        self.target = target
        self.headerFields = headerFields
        self.body = body
    }
}

/// The matching key of a request, with its fingerprint.
struct RequestIdentity: Sendable {
    let key: RequestKey
    let fingerprint: Fingerprint

    init(_ key: RequestKey) {
        self.key = key
        self.fingerprint = key.fingerprint
    }
}

extension RequestContext {
    /// The redactor of the request, made from its credentials and the rules of its session.
    mutating func redactor(in session: Session) -> Redactor {
        if let redactor { return redactor }
        let made = session.redactor(for: self)
        redactor = made
        return made
    }

    /// The request as a log may show it: the path, redacted; not the query, which may contain keys.
    mutating func loggable(_ session: Session) -> RequestLine {
        let path = redactor(in: session).redact(path: target.path, as: .lengthClass)
        return RequestLine(method: target.method, path: path, query: nil)
    }

    /// Makes the body readable more than once.
    mutating func spool() async throws {
        guard case .stream(let stream) = body else { return }
        let file = try SpoolFile()
        if case .stream(_, let slices) = stream.content {
            for try await slice in slices { try await file.append(slice) }
        }
        body = .spooled(file)
    }

    /// The key and fingerprint; a body that is still arriving is spooled first.
    /// - Throws: `ContentCodingError`, and what reading the body throws.
    mutating func identity(in session: Session) async throws -> RequestIdentity {
        if let identity = try identityAtOnce(in: session) { return identity }
        try await spool()
        let redactor = redactor(in: session)
        var reader = try CanonicalBodyReader(headerFields, session.store.matchingRules, redactor)
        if case .stream(_, let slices) = body.body.content {
            for try await slice in slices { try reader.push(slice) }
        }
        return identify(try reader.finish(), redactor: redactor, in: session)
    }

    /// The key and fingerprint of a request whose body is in memory; `nil` for any other.
    /// - Throws: `ContentCodingError`.
    mutating func identityAtOnce(in session: Session) throws -> RequestIdentity? {
        if let identity { return identity }
        guard case .bytes(let bytes) = body else { return nil }
        let redactor = redactor(in: session)
        var reader = try CanonicalBodyReader(headerFields, session.store.matchingRules, redactor)
        try reader.push(bytes)
        return identify(try reader.finish(), redactor: redactor, in: session)
    }

    /// The key and fingerprint, from a body that was canonicalised while it was forwarded.
    mutating func identify(_ body: CanonicalBody, redactor: Redactor, in session: Session) -> RequestIdentity {
        let rules = session.store.matchingRules
        let made = RequestIdentity(
            RequestKey(target, fields: headerFields, body: body, rules: rules, redactor: redactor)
        )
        identity = made
        return made
    }
}

extension RequestContext {
    /// Checks that the content coding of the body is one that can be undone, and a body in memory undamaged.
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
}

/// Canonicalises a body with its content coding undone.
private struct CanonicalBodyReader {
    private var builder: CanonicalBodyBuilder
    private var decoder: ContentDecoder?

    init(_ fields: HTTPFields, _ rules: MatchingRules, _ redactor: Redactor) throws {
        builder = CanonicalBodyBuilder(contentType: fields[.contentType], rules: rules, redactor: redactor)
        decoder = try redactor.decoder(of: fields)
    }

    mutating func push(_ slice: ArraySlice<UInt8>) throws {
        guard var decoder else { return builder.push(slice) }
        // In pieces, since a small slice may decode to a large body.
        try decoder.push(slice) { builder.push($0[...]) }
        self.decoder = decoder
    }

    mutating func finish() throws -> CanonicalBody {
        try decoder?.finish()
        return builder.finish()
    }
}
