// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// What a file is for, which decides what may be done with it.
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

    /// The purposes an upload may name, in the order the service lists them.
    static let uploadable: [FilePurpose] = [.fineTune, .assistants, .batch, .userData, .vision, .evals]

    /// Whether the bytes can be had back.
    var isDownloadable: Bool {
        switch self {
        case .batch, .batchOutput, .fineTune, .fineTuneResults, .evals, .vision: true
        case .assistants, .assistantsOutput, .userData: false
        }
    }

    /// Whether every line must be a JSON object.
    var isJSONLines: Bool { self == .batch || self == .fineTune }

    /// Whether the name must end in `.jsonl`; that of a batch need not.
    var needsJSONLinesName: Bool { self == .fineTune }

    /// How long a file lives when the request does not say, in seconds.
    var defaultLifetime: Int? { self == .batch || self == .batchOutput ? 2_592_000 : nil }

    /// The largest file in bytes.
    var sizeLimit: Int { self == .batch ? 200 << 20 : 512 << 20 }
}
