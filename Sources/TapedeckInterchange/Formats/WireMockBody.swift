// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The request body of a WireMock stub, when its patterns name one.
struct WireMockBody {
    private(set) var bytes: [UInt8] = []
    private(set) var isJSON = false
    private(set) var losses: [String] = []

    /// Reads the patterns of a request.
    /// - Throws: The reason why they do not name one body.
    init(_ request: SourceValue) throws(WireMockFormat.Refusal) {
        guard request["multipartPatterns"] == nil else { throw .init(reason: "the parts of the form are not kept") }
        guard request["formParameters"] == nil else { throw .init(reason: "the fields of the form are not kept whole") }
        guard request["customMatcher"] == nil else { throw .init(reason: "the stub matches by a program") }
        let patterns = request["bodyPatterns"]?.elements ?? []
        for pattern in patterns {
            if try take(pattern) { return }
        }
        if let pattern = patterns.first {
            let name = pattern.members?.first?.name ?? "a pattern"
            throw .init(reason: "of the request body no more is known than '\(name)'")
        }
        if let method = request["method"]?.text, !["GET", "HEAD", "DELETE", "OPTIONS"].contains(method) {
            losses.append("the stub answers any request body; an empty one is imported")
        }
    }

    /// Takes the body of a pattern that names one whole.
    private mutating func take(_ pattern: SourceValue) throws(WireMockFormat.Refusal) -> Bool {
        if let json = pattern["equalToJson"] {
            // Written as a document, or as the text of one.
            let text = json.text ?? json.json.text()
            guard let document = try? JSONValue(parsing: Array(text.utf8)) else {
                throw .init(reason: "the 'equalToJson' of the stub is not JSON")
            }
            guard !text.contains("${json-unit") else {
                throw .init(reason: "the 'equalToJson' of the stub has placeholders")
            }
            bytes = Array(document.text().utf8)
            isJSON = true
            for name in ["ignoreExtraElements", "ignoreArrayOrder"] where pattern[name]?.text == "true" {
                losses.append("'\(name)' is not carried over: the body counts as it is")
            }
            return true
        }
        if let text = pattern["equalTo"]?.text {
            bytes = Array(text.utf8)
            return true
        }
        if let encoded = pattern["binaryEqualTo"]?.text {
            guard let decoded = Base64.decode(encoded.utf8) else {
                throw .init(reason: "the 'binaryEqualTo' of the stub is not base64")
            }
            bytes = decoded
            return true
        }
        return false
    }

    /// The bytes of a response.
    /// - Throws: ``SourceProblem`` when a file is not there, or base64 is none.
    static func bytes(of response: SourceValue, files: BodyFiles) throws(SourceProblem) -> [UInt8] {
        if let body = response["body"] { return try body.body().bytes }
        if let json = response["jsonBody"] { return Array(json.json.text().utf8) }
        if let encoded = response["base64Body"]?.text {
            guard let bytes = Base64.decode(encoded.utf8) else { throw .malformed("the 'base64Body' is not base64") }
            return bytes
        }
        if let name = response["bodyFileName"]?.text { return try files.bytes(of: name, in: .mappingFiles) }
        return []
    }
}
