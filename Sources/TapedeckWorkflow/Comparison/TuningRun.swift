// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TapedeckCore

/// The fine-tuning job that a model comes from, as the files of its run tell it.
struct TuningRun: Sendable, Hashable {
    private static let stateName = "finetune.json"
    private static let lossesName = "losses.csv"
    /// Maximum number of folders to look into.
    private static let folderLimit = 1000
    /// The largest file that is read, in bytes.
    private static let sizeLimit = 16 << 20

    /// The ended job.
    let job: FineTuningJob
    /// The losses by step, ascending; empty where the run has kept none.
    let losses: [LossPoint]
    /// The files that were read.
    let files: [String]

    /// Finds the run that made a model: in the folder of its results, in the folder above, in a folder beside it, or in
    /// `fine-tuning` two folders up, as a workflow has it.
    /// - Parameters:
    ///   - model: The name of the model at the service.
    ///   - path: The file of the model's results.
    /// - Returns: The run; nil when no state of a run names the model. Files that cannot be used are passed over.
    static func find(_ model: String, near path: String) -> TuningRun? {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().standardizedFileURL
        let above = folder.deletingLastPathComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: above.path)) ?? []
        let beside = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.prefix(folderLimit)
            .map { above.appendingPathComponent($0) }
        let workflow = above.deletingLastPathComponent().appendingPathComponent("fine-tuning")
        for candidate in [folder, above] + beside + [workflow] {
            if let run = TuningRun(folder: candidate.path), run.job.model == model { return run }
        }
        return nil
    }

    private init?(folder: String) {
        let (state, table) = ("\(folder)/\(Self.stateName)", "\(folder)/\(Self.lossesName)")
        guard Self.isReadable(state), let found = try? FineTuneState(path: state), case .ended(let job) = found.job
        else {
            return nil
        }
        self.job = job
        var files = [state]
        var points: [LossPoint] = []
        if Self.isReadable(table), let bytes = try? DiskFile.read(table), let losses = LossTable(resultFile: bytes) {
            points = losses.points.sorted { $0.step < $1.step }
            files.append(table)
        }
        losses = points
        self.files = files
    }

    /// Whether a path is a regular file of bounded size.
    private static func isReadable(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType == .typeRegular else { return false }
        return (attributes?[.size] as? Int).map { $0 <= sizeLimit } ?? false
    }

    /// The losses in at most `limit` points: the means of neighbouring steps, at the last step of each group.
    func points(_ limit: Int) -> [LossPoint] {
        let size = max(1, (losses.count + limit - 1) / limit)
        return stride(from: 0, to: losses.count, by: size).map { start in
            let group = losses[start..<min(start + size, losses.count)]
            let validation = group.compactMap(\.validation)
            return LossPoint(
                step: group.last?.step ?? 0,
                training: Self.mean(group.map(\.training)),
                validation: validation.isEmpty ? nil : Self.mean(validation)
            )
        }
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 / Double(values.count) } }
}
