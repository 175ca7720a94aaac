// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// An index that finds lines of several files about the same sample.
///
/// A line belongs to a known sample when the id is the same and no text differs, and otherwise when dialogue and reference
/// are the same; white space does not count, and neither does a text that one side lacks.
struct SampleIndex {
    private(set) var samples: [ComparedSample] = []
    /// Number of lines whose id is that of a sample with other texts.
    private(set) var contradictions = 0

    private var identifiers: SpelledDictionary<Int> = [:]
    private var texts: [Key: [Int]] = [:]
    private var keys: [(dialogue: [UInt8]?, reference: [UInt8]?)] = []

    private enum Key: Hashable {
        case dialogue([UInt8])
        case reference([UInt8])
    }

    /// Assigns a sample to each line of one file; no two lines have the same.
    mutating func add(_ predictions: [Prediction]) -> [Int] {
        let lineKeys = predictions.map { (Self.key($0.dialogue), Self.key($0.reference)) }
        var places = [Int?](repeating: nil, count: predictions.count)
        let known = samples.count
        var taken = [Bool](repeating: false, count: known)
        for (line, prediction) in predictions.enumerated() {
            guard let id = prediction.id, let sample = identifiers[id] else { continue }
            if agrees(sample, lineKeys[line]) {
                places[line] = sample
                taken[sample] = true
            } else {
                contradictions += 1
            }
        }
        var cursors: [Key: Int] = [:]
        // Lines of one file do not match each other: equal texts are two samples.
        var learned: [(key: Key, sample: Int)] = []
        let assigned = predictions.indices.map { line in
            let sample =
                places[line] ?? find(lineKeys[line], taken, &cursors) ?? append(predictions[line], lineKeys[line])
            if sample < known { taken[sample] = true }
            complete(sample, predictions[line], lineKeys[line], &learned)
            return sample
        }
        for (key, sample) in learned { texts[key, default: []].append(sample) }
        return assigned
    }

    private func agrees(_ sample: Int, _ line: (dialogue: [UInt8]?, reference: [UInt8]?)) -> Bool {
        let key = keys[sample]
        return (key.dialogue == nil || line.dialogue == nil || key.dialogue == line.dialogue)
            && (key.reference == nil || line.reference == nil || key.reference == line.reference)
    }

    /// A sample with the texts of a line that no other line of the file has taken.
    ///
    /// All samples before a text's cursor are taken, so that many equal texts cost no more than different ones.
    private func find(
        _ line: (dialogue: [UInt8]?, reference: [UInt8]?),
        _ taken: [Bool],
        _ cursors: inout [Key: Int]
    ) -> Int? {
        for key in [line.dialogue.map(Key.dialogue), line.reference.map(Key.reference)].compactMap(\.self) {
            guard let candidates = texts[key] else { continue }
            var cursor = cursors[key] ?? 0
            while cursor < candidates.count, taken[candidates[cursor]] { cursor += 1 }
            cursors[key] = cursor
            let found = candidates[cursor...].first { !taken[$0] && agrees($0, line) }
            if let found { return found }
        }
        return nil
    }

    private mutating func append(_ prediction: Prediction, _ key: ([UInt8]?, [UInt8]?)) -> Int {
        samples.append(ComparedSample(id: prediction.id))
        keys.append((nil, nil))
        if let id = prediction.id, identifiers[id] == nil { identifiers[id] = samples.count - 1 }
        return samples.count - 1
    }

    /// Adds the id and texts of a line to its sample.
    private mutating func complete(
        _ sample: Int,
        _ prediction: Prediction,
        _ line: (dialogue: [UInt8]?, reference: [UInt8]?),
        _ learned: inout [(key: Key, sample: Int)]
    ) {
        if samples[sample].id == nil, let id = prediction.id {
            samples[sample].id = id
            if identifiers[id] == nil { identifiers[id] = sample }
        }
        if keys[sample].dialogue == nil, let key = line.dialogue {
            keys[sample].dialogue = key
            samples[sample].dialogue = prediction.dialogue
            learned.append((.dialogue(key), sample))
        }
        if keys[sample].reference == nil, let key = line.reference {
            keys[sample].reference = key
            samples[sample].reference = prediction.reference
            learned.append((.reference(key), sample))
        }
    }

    /// The bytes of a text with each run of white space as one space, and none at the ends.
    private static func key(_ text: String?) -> [UInt8]? {
        guard let text else { return nil }
        var key: [UInt8] = []
        key.reserveCapacity(text.utf8.count)
        var isSpace = true
        for byte in text.utf8 {
            if byte == 0x20 || (0x09...0x0D).contains(byte) {
                if !isSpace { key.append(0x20) }
                isSpace = true
            } else {
                key.append(byte)
                isSpace = false
            }
        }
        if key.last == 0x20 { key.removeLast() }
        return key
    }
}
