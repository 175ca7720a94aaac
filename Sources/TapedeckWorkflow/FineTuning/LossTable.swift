// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The losses of all steps, as the result file of a job lists them.
struct LossTable: Sendable, Hashable {
    let points: [LossPoint]

    /// The losses that events told.
    init(_ points: [LossPoint]) { self.points = points.sorted { $0.step < $1.step } }

    /// Reads a result file: CSV, or what the service makes of it, the same in base64.
    ///
    /// Columns are found by name, since their order has changed over time; nil when there are none.
    init?(resultFile bytes: [UInt8]) {
        let text = String(decoding: Base64Text.decode(bytes) ?? bytes, as: UTF8.self)
        var lines = text.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard !lines.isEmpty else { return nil }
        let header = lines.removeFirst()
        guard let step = header.firstIndex(of: "step"), let training = header.firstIndex(of: "train_loss") else {
            return nil
        }
        let validation = ["full_valid_loss", "valid_loss"].compactMap { header.firstIndex(of: $0) }
        points = lines.compactMap { cells in
            guard cells.count == header.count, let step = Int(cells[step]), let loss = Double(cells[training]),
                loss.isFinite
            else { return nil }
            let valid = validation.compactMap { Double(cells[$0]) }.first { $0.isFinite }
            return LossPoint(step: step, training: loss, validation: valid)
        }
        guard !points.isEmpty else { return nil }
    }

    /// The table as CSV.
    var csv: String {
        points.reduce(into: "step,train_loss,valid_loss\n") { text, point in
            text += "\(point.step),\(point.training),\(point.validation.map { "\($0)" } ?? "")\n"
        }
    }
}
