// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import HTTPTypes
package import TapedeckCore

/// Sends recorded requests to a service, and compares status and shape of the responses.
///
/// Only requests that change nothing are sent again: `GET` and `HEAD`, and on request those that generate.
/// Equal requests are sent once, and compared with their last recording.
package struct ContractCheck: Sendable {
    /// The result of a request.
    package enum Verdict: Sendable, Hashable {
        /// Status and shape are as recorded.
        case same
        /// They are not.
        case drifted(status: Int, [JSONShape.Difference])
        /// The service does not take the key.
        case refused
        /// There was no answer, or none that can be compared; a few words say why.
        case failed(String)
    }

    /// A request that is sent again.
    package struct Question: Sendable, Hashable {
        /// The number of its last recording.
        package let id: InteractionID
        /// Method and target.
        package let requestLine: String
        /// The status that was recorded.
        package let status: Int
    }

    /// The largest answer that is compared, in bytes.
    private static let answerLimit = 32 << 20
    /// The requests that cost, and change nothing all the same.
    private static let generating = ["/chat/completions", "/completions", "/embeddings", "/moderations"]

    /// Whether requests that generate are sent too, which costs.
    package var includesGeneration = false
    /// The most requests that are sent.
    package var limit = 50

    /// Creates a check of what costs nothing.
    package init() {}

    /// The requests that would be sent, in recorded order, up to the limit.
    /// - Parameter cassette: The cassette.
    /// - Returns: The requests, and how many others there are: those past the limit, and those that are not sent.
    /// - Throws: ``CassetteError`` when the cassette is damaged.
    package func questions(of cassette: Cassette) throws -> (asked: [Question], left: Int) {
        var order: [ShortDigest] = []
        var last: [ShortDigest: Question] = [:]
        var others = 0
        try cassette.forEachRow { row in
            guard isSafe(row) else {
                others += 1
                return
            }
            let key = ShortDigest(session: "", fingerprint: row.fingerprint)
            if last[key] == nil { order.append(key) }
            last[key] = Question(id: row.id, requestLine: row.requestLine, status: row.status)
        }
        let asked = order.prefix(limit).compactMap { last[$0] }
        return (asked, others + order.count - asked.count)
    }

    private func isSafe(_ row: InteractionRow) -> Bool {
        // A request with redacted values cannot be sent as it was.
        guard !row.requestLine.contains(Placeholder.word) else { return false }
        switch row.method {
        case "GET", "HEAD": return true
        case "POST": return includesGeneration && Self.generating.contains { row.path.hasSuffix($0) }
        default: return false
        }
    }

    /// Asks a request again.
    /// - Parameters:
    ///   - question: The request.
    ///   - cassette: The cassette it is from.
    ///   - upstream: The service.
    ///   - key: The key for the service, if it wants one.
    /// - Returns: The outcome.
    /// - Throws: ``CassetteError`` when the cassette is damaged, `UpstreamError` when the service cannot be reached.
    package func ask(
        _ question: Question,
        of cassette: Cassette,
        upstream: some Upstream,
        key: String?
    ) async throws -> Verdict {
        guard let stored = try cassette.interactions(after: question.id - 1, limit: 1).first else { return .same }
        let (request, response) = (stored.interaction.request, stored.interaction.response)
        guard case .bytes(let body) = request.body else { return .failed("the request is too large to ask again") }
        let placeholder = Array(Placeholder.word.utf8)
        guard body.firstRange(of: placeholder) == nil else { return .failed("the request was redacted") }
        var head = HTTPRequest(
            method: request.method,
            scheme: nil,
            authority: nil,
            path: request.path + (request.query.map { "?" + $0 } ?? ""),
            headerFields: request.headerFields
        )
        if let key { head.headerFields[.authorization] = "Bearer \(key)" }
        let answer = try await upstream.send(head, body: Body(body))
        var bytes: [UInt8] = []
        for try await chunk in answer.chunks {
            guard bytes.count + chunk.bytes.count <= Self.answerLimit else { return .failed("the answer is too large") }
            bytes += chunk.bytes
        }
        let status = answer.head.status.code
        // Metadata of the service or of the key is not compared.
        if status != response.status, status == 401 || status == 429 || status >= 500 {
            return status == 401 ? .refused : .failed("the service answers \(status)")
        }
        guard case .bytes(let recorded) = response.body, status == response.status else {
            return status == response.status ? .same : .drifted(status: status, [])
        }
        let before = Self.shape(recorded, response.headerFields[.contentType])
        let now = Self.shape(bytes, answer.head.headerFields[.contentType])
        let differences: [JSONShape.Difference]
        switch (before, now) {
        case (let before?, let now?): differences = before.differences(to: now)
        case (nil, nil): differences = []
        case (let before, _):
            let root = JSONPath(steps: [])
            let (json, other) = ("a JSON document", "something else")
            differences = [
                JSONShape.Difference(
                    path: root,
                    recorded: before == nil ? other : json,
                    now: before == nil ? json : other
                )
            ]
        }
        return differences.isEmpty ? .same : .drifted(status: status, differences)
    }

    /// The shape of a document, or of all events of a stream together; `nil` for what is neither.
    private static func shape(_ bytes: [UInt8], _ contentType: String?) -> JSONShape? {
        if FieldParameters(contentType ?? "").value == "text/event-stream" {
            return JSONShape(.array(StreamedAnswer.events(bytes).filter { $0["data"] != "[DONE]" }))
        }
        return (try? JSONValue(parsing: bytes, leniently: true)).map(JSONShape.init)
    }
}
