// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The purpose of a file, which decides its format and limits.
enum FilePurpose: String, Sendable, Hashable, CaseIterable {
    case assistants
    case assistantsOutput = "assistants_output"
    case batch
    case batchOutput = "batch_output"
    case evals
    case fineTune = "fine-tune"
    case fineTuneResults = "fine-tune-results"
    case userData = "user_data"
    case vision

    /// Purposes a client may set, in the service's order.
    static let uploadable: [FilePurpose] = [.fineTune, .assistants, .batch, .userData, .vision, .evals]

    /// Whether the content can be downloaded.
    var isDownloadable: Bool {
        switch self {
        case .batch, .batchOutput, .fineTune, .fineTuneResults, .evals, .vision: true
        case .assistants, .assistantsOutput, .userData: false
        }
    }

    /// The API whose files must be named `.jsonl`, as errors name it.
    var apiOfJSONLines: String? {
        switch self {
        case .batch: "Batch API"
        case .fineTune: "Fine-Tuning API"
        case .assistants, .assistantsOutput, .batchOutput, .evals, .fineTuneResults, .userData, .vision: nil
        }
    }

    /// Default lifetime of a file, in seconds.
    var defaultLifetime: Int? { self == .batch || self == .batchOutput ? 2_592_000 : nil }

    /// Maximum length of a file, in bytes.
    var sizeLimit: Int { self == .batch ? 200 << 20 : 512 << 20 }
}
