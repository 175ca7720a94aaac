// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The losses of a job by step, as its result file lists them.
struct LossTable: Sendable, Hashable {
    let points: [LossPoint]

    /// Creates a table from the losses in events.
    init(_ points: [LossPoint]) { self.points = points.sorted { $0.step < $1.step } }

    /// Reads a result file: CSV, plain or wrapped in base64 by the service.
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
            guard cells.count == header.count, let step = Int(cells[step]), LossPoint.steps.contains(step),
                let loss = Double(cells[training]), loss.isFinite
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

/// Base64, in which the service wraps result files.
enum Base64Text {
    /// The decoded bytes; nil when the text is not base64.
    static func decode(_ bytes: [UInt8]) -> [UInt8]? {
        let text = bytes.filter { $0 != 0x0A && $0 != 0x0D && $0 != 0x20 }
        guard !text.isEmpty, text.count.isMultiple(of: 4), let data = Data(base64Encoded: Data(text)) else {
            return nil
        }
        return Array(data)
    }
}

/// A text chart of a job's losses.
package struct LossCurve: Sendable, Hashable, CustomStringConvertible {
    private static let height = 10
    private static let width = 60

    private let points: [LossPoint]

    init(_ table: LossTable) { points = table.points.filter { $0.training.isFinite } }

    /// The chart, with losses on the left and steps below; empty when there are fewer than two steps.
    ///
    /// `*` is the training loss and `o` the validation loss; steps that share a column show their mean.
    package var description: String {
        guard let first = points.first, let last = points.last, last.step > first.step else { return "" }
        let training = column(first.step, last.step) { $0.training }
        let validation = column(first.step, last.step) { $0.validation }
        let values = (training + validation).compactMap { $0 }
        guard let low = values.min(), let high = values.max() else { return "" }
        let range = high > low ? high - low : 1
        var grid = [[Character]](repeating: Array(repeating: " ", count: training.count), count: Self.height)
        for (values, mark) in [(training, Character("*")), (validation, "o")] {
            for (column, value) in values.enumerated() {
                guard let value else { continue }
                let row = Int(((high - value) / range * Double(Self.height - 1)).rounded())
                grid[min(max(row, 0), Self.height - 1)][column] = mark
            }
        }
        let labels = [Self.label(high), Self.label(low)]
        let margin = labels.map(\.count).max() ?? 0
        var text = "loss by step: * training\(validation.contains { $0 != nil } ? ", o validation" : "")\n"
        for (index, row) in grid.enumerated() {
            let label = index == 0 ? labels[0] : index == Self.height - 1 ? labels[1] : ""
            let line = String(repeating: " ", count: margin - label.count) + label + " |" + String(row)
            text += line.trimmingEnd + "\n"
        }
        let steps = "\(first.step)"
        let gap = max(1, training.count - steps.count - "\(last.step)".count)
        let axis =
            String(repeating: " ", count: margin + 1) + "+" + String(repeating: "-", count: training.count) + "\n"
        return text + axis + String(repeating: " ", count: margin + 2) + steps + String(repeating: " ", count: gap)
            + "\(last.step)\n"
    }

    private func column(_ first: Int, _ last: Int, _ value: (LossPoint) -> Double?) -> [Double?] {
        let width = min(Self.width, last - first + 1)
        var sums = [(sum: Double, count: Int)](repeating: (0, 0), count: width)
        for point in points {
            guard let value = value(point) else { continue }
            let place = Int(Double(point.step - first) / Double(last - first) * Double(width - 1) + 0.5)
            sums[min(max(place, 0), width - 1)].sum += value
            sums[min(max(place, 0), width - 1)].count += 1
        }
        return sums.map { $0.count > 0 ? $0.sum / Double($0.count) : nil }
    }

    /// A loss with two decimals.
    private static func label(_ value: Double) -> String {
        guard abs(value) < 1e9 else { return "\(value)" }
        let hundredths = Int((abs(value) * 100).rounded())
        return "\(value < 0 ? "-" : "")\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }
}

extension String {
    fileprivate var trimmingEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
