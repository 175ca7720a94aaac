// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// The billed tokens of a response, from its `usage`.
package struct TokenUsage {
    /// The bytes of a body that are read at a time.
    private static let pieceSize = 1 << 20

    /// All tokens.
    package private(set) var total = 0
    /// The tokens of the request.
    package private(set) var prompt = 0
    /// The tokens of the response.
    package private(set) var completion = 0
    /// Of the tokens of the request, those that the service had in its cache.
    private(set) var cached = 0
    /// The model that the response names.
    private(set) var model: String?
    /// Whether they are billed at the price of text in the standard tier.
    private(set) var isStandard = true

    /// No tokens.
    package init() {}

    /// Reads a document, or the last event of a stream that tells.
    /// - Parameters:
    ///   - body: The body of the answer.
    ///   - contentType: Its content type.
    ///   - read: Reads parts of a stored body.
    /// - Throws: What `read` throws.
    package init(_ body: RecordedBody, contentType: String?, reading read: CassetteStatistics.BodyReading) throws {
        guard FieldParameters(contentType ?? "").value == "text/event-stream" else {
            let members = try body.members(["model", "service_tier", "usage"], reading: read)
            take(members["usage"], model: members["model"], tier: members["service_tier"])
            return
        }
        var parser = EventStreamParser()
        try body.forEachPiece(of: Self.pieceSize, reading: read) { piece in
            for output in parser.push(piece) { take(output.event) }
        }
        for output in parser.finish() { take(output.event) }
    }

    private mutating func take(_ event: ServerSentEvent) {
        guard event.data.contains("\"usage\""), let event = try? JSONValue(parsing: Array(event.data.utf8)) else {
            return
        }
        let document = event["usage"] == nil ? event["response"] : event
        take(document?["usage"], model: document?["model"], tier: document?["service_tier"])
    }

    private mutating func take(_ usage: JSONValue?, model: JSONValue?, tier: JSONValue?) {
        guard let usage, usage != .null else { return }
        func count(_ names: String...) -> Int? { names.lazy.compactMap { usage[$0]?.integer }.first.map { max($0, 0) } }
        prompt = count("prompt_tokens", "input_tokens") ?? 0
        completion = count("completion_tokens", "output_tokens") ?? 0
        total = count("total_tokens") ?? prompt.saturatingSum(completion)
        let details = ["prompt_tokens_details", "input_tokens_details", "completion_tokens_details"].map { usage[$0] }
        cached = min(details.lazy.compactMap { $0?["cached_tokens"]?.integer }.first.map { max($0, 0) } ?? 0, prompt)
        self.model = model?.string
        isStandard =
            ["auto", "default"].contains(tier?.string ?? "default")
            && details.allSatisfy { $0?["audio_tokens"]?.integer ?? 0 == 0 }
    }
}

extension RecordedBody {
    /// Members of the JSON object that the body is, whatever its size; none when it is no object.
    func members(_ names: Set<String>, reading read: CassetteStatistics.BodyReading) throws -> [String: JSONValue] {
        var scanner = JSONMemberScanner(names: names)
        try forEachPiece(of: 1 << 20, reading: read) { scanner.push($0) }
        return scanner.values
    }

    fileprivate func forEachPiece(
        of size: Int,
        reading read: CassetteStatistics.BodyReading,
        _ take: ([UInt8]) -> Void
    ) throws {
        switch self {
        case .bytes(let bytes): take(bytes)
        case .stored(let reference):
            for start in stride(from: 0, to: reference.length, by: size) {
                take(try read(reference, start..<min(start + size, reference.length)))
            }
        }
    }
}

extension FixedWidthInteger {
    /// The sum, or the largest number where it is beyond that.
    func saturatingSum(_ other: Self) -> Self {
        let (sum, isOverflow) = addingReportingOverflow(other)
        return isOverflow ? .max : sum
    }
}
