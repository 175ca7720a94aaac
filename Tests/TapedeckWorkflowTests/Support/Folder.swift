// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import TapedeckWorkflow

/// A folder for the files of a test, removed when the test is over.
final class Folder {
    let path = FileManager.default.temporaryDirectory.appending(path: "tapedeck-\(UUID().uuidString)").path

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, and the folders on its way.
    @discardableResult
    func write(_ text: String, to name: String) throws -> String {
        let url = URL(fileURLWithPath: path).appending(path: name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        return url.path
    }

    /// Writes predictions of the samples with these numbers; the lower the quality, the fewer words are right.
    @discardableResult
    func writePredictions(_ samples: Range<Int>, quality: Int, to name: String) throws -> String {
        let lines = samples.map { sample in
            let words = "Amanda baked cookies number \(sample) and Jerry will bring \(sample % 7) of them tomorrow"
                .split(separator: " ")
            let said = words.enumerated().filter { ($0.offset * 7 + sample * 3) % 10 < quality }.map {
                String($0.element)
            }
            return Prediction(
                id: "\(sample)",
                dialogue: "Amanda: I baked cookies \(sample)",
                reference: words.joined(separator: " "),
                prediction: said.joined(separator: " ")
            )
            .line
        }
        return try write(lines.joined(), to: name)
    }
}
