// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// The interactions of a cassette in its text form, a line at a time.
struct CassetteTextEntries: EntrySource {
    private let window: SourceWindow
    private(set) var header: CassetteMetadata?
    private var isFirst = true
    private var count = 0
    /// The bytes of the pieces since the last interaction.
    private var pieced: [BodyPiece.Side: Int] = [:]

    var format: ImportFormat { .jsonLines }

    init(_ window: SourceWindow) {
        self.window = window
    }

    /// The header, when the first line is one.
    static func header(of window: SourceWindow) throws(SourceProblem) -> CassetteMetadata? {
        do throws(SourceProblem) {
            guard let document = try CassetteTextEntries(window).document() else { return nil }
            return try CassetteMetadata(document)
        } catch {
            throw error.at(1)
        }
    }

    mutating func next() throws(SourceProblem) -> SourceItem? {
        while true {
            let line = window.line
            do throws(SourceProblem) {
                guard let document = try document() else {
                    guard pieced.isEmpty else { throw .malformed("the file ends before the interaction of a piece") }
                    return nil
                }
                defer { isFirst = false }
                if isFirst, let header = try CassetteMetadata(document) {
                    self.header = header
                    continue
                }
                if document["piece"] != nil { return .piece(try piece(document)) }
                count += 1
                defer { pieced = [:] }
                return .exchange(try exchange(document))
            } catch {
                throw error.at(line)
            }
        }
    }

    /// Reads the next line that is not empty.
    private func document() throws(SourceProblem) -> JSONValue? {
        while try window.peek() != nil {
            guard var line = try window.line(upTo: CassetteText.lineLimit) else {
                throw SourceProblem(
                    code: .tooLarge,
                    reason: "the line has more than \(CassetteText.lineLimit) bytes",
                    remedy: .exportAgain
                )
            }
            window.skip(line.count)
            while line.last == UInt8(ascii: "\n") || line.last == UInt8(ascii: "\r") { line.removeLast() }
            guard !line.isEmpty else { continue }
            guard String(validating: line, as: UTF8.self) != nil else {
                throw .malformed("the text is not UTF-8", remedy: "convert the file to UTF-8")
            }
            do throws(JSONError) {
                return try JSONValue(parsing: line)
            } catch {
                throw .malformed("the JSON is not readable: \(error.reason)")
            }
        }
        return nil
    }

    private mutating func piece(_ document: JSONValue) throws(SourceProblem) -> BodyPiece {
        guard let side = document["piece"]?.string.flatMap(BodyPiece.Side.init(rawValue:)), let body = document["body"]
        else { throw .malformed("a piece is neither one of the request nor of the response") }
        let bytes = try CassetteTextBody.bytes(body)
        pieced[side, default: 0] += bytes.count
        return BodyPiece(side: side, bytes: bytes)
    }

    private func exchange(_ document: JSONValue) throws(SourceProblem) -> SourceExchange {
        guard let request = document["request"], let response = document["response"],
            let method = request["method"]?.string, let path = request["path"]?.string,
            let status = response["status"]?.integer
        else { throw .malformed("the line is not an interaction: it lacks method, path or status") }
        guard !path.contains("?") else { throw .malformed("the path has a '?'; a query is a member of its own") }
        let outcome = response["outcome"]?.string ?? Outcome.complete.rawValue
        guard let outcome = Outcome(rawValue: outcome) else {
            throw .malformed("the outcome '\(outcome)' is not known")
        }
        let own = OwnDetails(
            session: document["session"]?.string ?? "",
            path: path,
            query: request["query"]?.string,
            recordedAt: try time(document, "recorded_at"),
            timeToFirstByte: try time(response, "first_byte"),
            duration: try time(response, "duration"),
            outcome: outcome,
            chunks: try CassetteTextChunks.chunks(response["chunks"].map { SourceValue($0) })
        )
        var exchange = SourceExchange(
            method: method,
            url: path,
            requestFields: try CassetteTextFields.fields(request["headers"]),
            requestBody: try body(of: request, .request),
            status: status,
            responseFields: try CassetteTextFields.fields(response["headers"]),
            responseBody: try body(of: response, .response),
            own: own
        )
        exchange.pieced = pieced
        return exchange
    }

    /// The bytes of a body; none when they came in pieces.
    private func body(of message: JSONValue, _ side: BodyPiece.Side) throws(SourceProblem) -> [UInt8] {
        guard let body = message["body"] else {
            guard pieced[side] == nil else { throw .malformed("pieces of the \(side.rawValue) body have no body") }
            return []
        }
        guard let length = body["pieces"] else { return try CassetteTextBody.bytes(body) }
        guard length.integer == pieced[side] else {
            throw .malformed(
                "the pieces of the \(side.rawValue) body have \(pieced[side] ?? 0) bytes, not \(length.text())"
            )
        }
        return []
    }

    private func time(_ document: JSONValue, _ name: String) throws(SourceProblem) -> Int64 {
        guard let time = document[name]?.integer, time >= 0 else {
            throw .malformed("'\(name)' is not a time in microseconds")
        }
        return Int64(time)
    }
}

extension SourceProblem {
    /// The same failure, at a line unless it has one.
    fileprivate func at(_ line: Int) -> SourceProblem {
        var problem = self
        problem.line = problem.line ?? line
        return problem
    }
}
