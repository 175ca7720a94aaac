// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The request that creates a fine-tuning job.
struct JobRequest: Sendable {
    let model: String
    let trainingFile: String
    let validationFile: String?
    let suffix: String?
    let seed: Int?
    let method: JobMethod
    let metadata: [JSONMember]?
    let integrations: [JSONValue]

    init(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: [
            "model", "training_file", "validation_file", "hyperparameters", "suffix", "seed", "method", "metadata",
            "integrations",
        ])
        for name in ["training_file", "model"] { _ = try fields.required(name) }
        guard let model = try fields.string("model"), let trainingFile = try fields.string("training_file") else {
            throw .missing("model")
        }
        self.model = model
        self.trainingFile = trainingFile
        self.validationFile = try fields.string("validation_file")
        self.suffix = try fields.string("suffix", length: 1...64)
        self.seed = try fields.integer("seed", in: 0...Int(Int32.max))
        self.method = try JobMethod(fields)
        self.metadata = try fields.metadata()
        self.integrations = try Self.integrations(fields)
    }

    private static func integrations(_ fields: RequestFields) throws(APIError) -> [JSONValue] {
        let list = try fields.array("integrations", count: 0...5) ?? []
        for (index, value) in list.enumerated() {
            let integration = try RequestFields(value, at: "integrations[\(index)]")
            try integration.allow(only: ["type", "wandb"])
            _ = try integration.required("type")
            _ = try integration.string("type", oneOf: ["wandb"])
            _ = try integration.required("wandb")
            let wandb = try integration.object("wandb")
            _ = try wandb?.required("project")
            for name in ["project", "name", "entity"] { _ = try wandb?.string(name) }
            _ = try wandb?.array("tags", count: 0...50)
        }
        return list
    }

    /// The suffix of a tuned model's name: lower case, other characters replaced by hyphens.
    var suffixInName: String {
        String(
            decoding: (suffix ?? "").lowercased().utf8.map { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
                default: UInt8(ascii: "-")
                }
            },
            as: UTF8.self
        )
    }
}
