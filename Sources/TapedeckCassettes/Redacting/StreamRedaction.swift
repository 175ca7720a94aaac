// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Replaces in an event stream what only its pieces put together say, such as a name that came in two deltas.
struct StreamRedaction {
    private struct Place {
        let event: Int
        let steps: [JSONPath.Step]
        var text: String
    }

    let redactor: TextRedactor

    /// Redacts a stream of which each event was redacted by itself.
    func redact(_ stream: inout EditedText, counts: inout RedactionCounts) {
        var events: [(range: Range<Int>, document: JSONValue, isChanged: Bool)] = []
        var texts: SpelledDictionary<[Place]> = [:]
        var keys: [String] = []
        for line in stream.bytes.lineRanges {
            guard let range = Self.payload(stream.bytes[line]),
                let event = try? JSONValue(parsing: stream.bytes[range])
            else { continue }
            for piece in StreamPiece.all(in: event) {
                if texts[piece.key] == nil { keys.append(piece.key) }
                texts[piece.key, default: []].append(Place(event: events.count, steps: piece.steps, text: piece.text))
            }
            events.append((range, event, false))
        }
        for key in keys {
            for place in redacted(texts[key] ?? [], &counts) {
                events[place.event].document = events[place.event].document.replacing(
                    place.steps[...],
                    with: place.text
                )
                events[place.event].isChanged = true
            }
        }
        stream.apply(
            events.filter(\.isChanged).map { Edit(range: $0.range, bytes: Array($0.document.text().utf8)) }
        )
    }

    /// The pieces of one text that change.
    private func redacted(_ places: [Place], _ counts: inout RedactionCounts) -> [Place] {
        var end = 0
        let ends = places.map { place in
            end += place.text.utf8.count
            return end
        }
        var text = EditedText(places.flatMap { Array($0.text.utf8) }, marks: ends)
        redactor.redact(&text, counts: &counts)
        guard text.isChanged else { return [] }
        var start = 0
        return zip(places, text.marks).compactMap { place, end in
            defer { start = end }
            let new = String(decoding: text.bytes[start..<end], as: UTF8.self)
            return new == place.text ? nil : Place(event: place.event, steps: place.steps, text: new)
        }
    }

    /// Where the data of a line stands, `nil` when it has none that is an object.
    private static func payload(_ line: ArraySlice<UInt8>) -> Range<Int>? {
        guard line.starts(with: "data:".utf8), let start = line.firstIndex(of: UInt8(ascii: "{")) else { return nil }
        return start..<line.endIndex
    }
}
