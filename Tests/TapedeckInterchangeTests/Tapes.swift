// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckInterchange

/// Interactions made at random, the same for the same seed, and what becomes of them on paper.
enum Tapes {
    static let header = CassetteMetadata(tool: "tapedeck 1.0", created: 1_700_000_000_000_000)

    /// The interactions as an export.
    static func export(_ interactions: [Interaction], as format: ExportFormat) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var exporter = CassetteExporter(
            format: format,
            header: header,
            reading: { _, _ in [] },
            to: { bytes += $0 }
        )
        for interaction in interactions { try exporter.add(interaction) }
        try exporter.finish()
        return bytes
    }

    static func lines(_ interaction: Interaction) throws -> String {
        String(decoding: try CassetteText.lines(of: interaction) { _, _ in [] }, as: UTF8.self)
    }

    static func random(count: Int, seed: UInt64) -> [Interaction] {
        var chance = Chance(state: seed)
        return (0..<count).map { _ in interaction(&chance) }
    }

    private static func interaction(_ chance: inout Chance) -> Interaction {
        let response = body(&chance)
        let status = [200, 204, 307, 401, 429, 500].randomElement(using: &chance) ?? 200
        return Interaction(
            session: ["", "a/b", "é \"x\""].randomElement(using: &chance) ?? "",
            recordedAt: Int64.random(in: 0..<2_000_000_000_000_000, using: &chance),
            request: RecordedRequest(
                method: [.get, .post, .delete, .head].randomElement(using: &chance) ?? .get,
                path: ["/v1/files", "/v1/a%20b", "/v1/é", "/v1"].randomElement(using: &chance) ?? "/v1",
                query: [nil, "", "a=1&b=%20+", "x"].randomElement(using: &chance) ?? nil,
                headerFields: fields(&chance, names: ["content-type", "User-Agent", "accept", "X-Matched"]),
                body: .bytes(body(&chance))
            ),
            response: RecordedResponse(
                status: status,
                headerFields: fields(&chance, names: ["Content-Type", "x-request-id", "X-Twice", "date"]),
                body: .bytes(response),
                chunks: chunks(of: response, &chance),
                timeToFirstByte: Int64.random(in: 0..<9_000, using: &chance),
                duration: Int64.random(in: 9_000..<90_000, using: &chance),
                outcome: Outcome.allCases.randomElement(using: &chance) ?? .complete
            )
        )
    }

    private static func fields(_ chance: inout Chance, names: [String]) -> HTTPFields {
        var fields: HTTPFields = [:]
        for _ in 0..<Int.random(in: 0..<6, using: &chance) {
            guard let name = names.randomElement(using: &chance).flatMap({ HTTPField.Name($0) }) else { continue }
            let value = ["application/json", "no", "1.0", "a: b # c", "é", "text/event-stream"]
            fields.append(HTTPField(name: name, value: value.randomElement(using: &chance) ?? ""))
        }
        return fields
    }

    static func body(_ chance: inout Chance) -> [UInt8] {
        switch Int.random(in: 0..<6, using: &chance) {
        case 0: return []
        case 1: return (0..<Int.random(in: 0..<60, using: &chance)).map { _ in .random(in: 0...255, using: &chance) }
        case 2: return Array(text(&chance).utf8)
        case 3: return Array("{\n  \"a\": [],\n  \"b\": {}\n}\n".utf8)
        case 4: return Array(#"{"a": [1.50, true], "b": "\u00e9\ud83d\ude00"}"#.utf8)
        default: return Array("data: {}\n\ndata: [DONE]\n\n".utf8)
        }
    }

    /// Text of characters that are trouble to one format or another.
    static func text(_ chance: inout Chance) -> String {
        let characters: [Character] = [
            "a", "'", "\"", "\\", "\n", "\r", "\t", " ", ":", "-", "#", "{", "]", "~", "!", "&", "*", "\u{0}", "\u{7F}",
            "\u{85}",
            "\u{A0}", "é", "\u{2028}", "\u{FEFF}", "\u{FFFE}", "😀", "%", "\u{1B}",
        ]
        return String(
            (0..<Int.random(in: 0..<40, using: &chance)).map { _ in
                characters.randomElement(using: &chance) ?? "a"
            }
        )
    }

    private static func chunks(of body: [UInt8], _ chance: inout Chance) -> [Chunk] {
        guard !body.isEmpty, Bool.random(using: &chance) else { return [] }
        var chunks: [Chunk] = []
        var offset = 0
        while offset < body.count {
            let length = Int.random(in: 1...(body.count - offset), using: &chance)
            chunks.append(Chunk(offset: offset, length: length, time: Int64(offset * 100)))
            offset += length
        }
        return chunks
    }
}

/// A generator of numbers that gives the same ones for the same seed (SplitMix64).
struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
