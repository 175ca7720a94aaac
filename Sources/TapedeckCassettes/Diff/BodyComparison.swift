// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import HTTPTypes
import TapedeckCore

/// Finds where two bodies differ.
struct BodyComparison {
    /// The largest body that is looked into, in bytes; of larger ones it is said that they differ.
    static let limit = 8 << 20

    /// The JSON paths that do not count.
    let ignored: [JSONPath]
    /// Whether a different spelling of the same counts.
    let countsSpelling: Bool

    /// A place at which bodies differ; the root for bodies that are no documents.
    struct Difference {
        let path: JSONPath
        let left: JSONValue?
        let right: JSONValue?
    }

    /// A body with what is needed to read it.
    struct Side {
        let body: RecordedBody
        let contentType: String?
        let read: (BodyReference, Range<Int>) throws -> [UInt8]

        init(_ body: RecordedBody, _ fields: HTTPFields, of cassette: Cassette) {
            self.body = body
            self.contentType = fields[.contentType]
            self.read = cassette.read
        }

        var isEventStream: Bool { FieldParameters(contentType ?? "").value == "text/event-stream" }

        func bytes() throws -> [UInt8] {
            switch body {
            case .bytes(let bytes): bytes
            case .stored(let reference): try read(reference, 0..<reference.length)
            }
        }

        /// Length and digest of the body.
        func summary() throws -> JSONValue {
            var digest = SHA256()
            switch body {
            case .bytes(let bytes): digest.update(data: bytes)
            case .stored(let reference):
                for start in stride(from: 0, to: reference.length, by: 1 << 20) {
                    digest.update(data: try read(reference, start..<min(start + 1 << 20, reference.length)))
                }
            }
            return .string("\(body.length) bytes (sha256 \(Array(digest.finalize()).prefix(8).hexadecimal)…)")
        }
    }

    /// The places at which two bodies differ.
    func differences(_ left: Side, _ right: Side) throws -> [Difference] {
        let root = JSONPath(steps: [])
        guard max(left.body.length, right.body.length) <= Self.limit else {
            let (before, after) = (try left.summary(), try right.summary())
            return before == after ? [] : [Difference(path: root, left: before, right: after)]
        }
        let (before, after) = (try left.bytes(), try right.bytes())
        guard before != after else { return [] }
        if let found = documents(before, after, areStreams: left.isEventStream && right.isEventStream) {
            guard found.isEmpty, countsSpelling else { return found }
        }
        func text(_ bytes: [UInt8], _ side: Side) throws -> JSONValue? {
            guard !bytes.isEmpty else { return nil }
            let text = String(validating: bytes, as: UTF8.self).flatMap { $0.contains("\0") ? nil : $0 }
            return try text.map(JSONValue.string) ?? side.summary()
        }
        return [Difference(path: root, left: try text(before, left), right: try text(after, right))]
    }

    /// The differences of what can be read as documents, `nil` when it cannot.
    private func documents(_ left: [UInt8], _ right: [UInt8], areStreams: Bool) -> [Difference]? {
        if areStreams {
            let (before, after) = (StreamedAnswer(left).document, StreamedAnswer(right).document)
            let found = compare(before, after)
            guard found.isEmpty else { return found }
            // What streams say may be the same and the events not; without texts the events are all there is.
            let texts = before["text"]
            guard texts == .object([]) || countsSpelling else { return [] }
            return compare(.array(StreamedAnswer.events(left)), .array(StreamedAnswer.events(right)))
        }
        guard let before = try? JSONValue(parsing: left, leniently: true),
            let after = try? JSONValue(parsing: right, leniently: true)
        else { return nil }
        return compare(before, after)
    }

    private func compare(_ left: JSONValue, _ right: JSONValue) -> [Difference] {
        JSONDifference.all(between: left.removing(ignored), and: right.removing(ignored)).map {
            Difference(path: $0.path, left: $0.left, right: $0.right)
        }
    }
}
