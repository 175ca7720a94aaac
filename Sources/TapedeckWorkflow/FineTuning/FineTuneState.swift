// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// All that a restart must know, on disk before anything that costs money is asked for.
struct FineTuneState: Sendable, Hashable {
    private static let version = 1

    /// What tells this job from others; see ``FineTunePlan/tag(training:validation:)``.
    let tag: String
    var training: FileRecord
    var validation: FileRecord?
    var job = JobRecord.new

    init(tag: String, training: FileRecord, validation: FileRecord?) {
        self.tag = tag
        self.training = training
        self.validation = validation
    }

    /// Reads the state of an earlier run; nil when there is none.
    /// - Throws: ``WorkflowError`` with code `badInput` when the file holds something else.
    init?(path: String) throws(WorkflowError) {
        guard DiskFile.exists(path) else { return nil }
        guard let json = try? JSONValue(parsing: try DiskFile.read(path)), json["version"]?.integer == Self.version,
            let tag = json["tag"]?.string, let training = FileRecord(json: json["training"]),
            let job = JobRecord(json: json["job"])
        else {
            throw .badInput("\(path) is no state of a fine-tuning run. Give another folder, or --restart.")
        }
        self.tag = tag
        self.training = training
        self.job = job
        if let validation = json["validation"], validation != .null {
            guard let record = FileRecord(json: validation) else {
                throw .badInput("\(path) is no state of a fine-tuning run. Give another folder, or --restart.")
            }
            self.validation = record
        }
    }

    /// The state as the file holds it.
    var fileText: String {
        let json: JSONValue = [
            "version": .integer(Self.version), "tag": .string(tag), "training": training.json,
            "validation": validation?.json ?? .null, "job": job.json,
        ]
        return json.text(indent: 2) + "\n"
    }

    subscript(role: FileRole) -> FileRecord? {
        get { role == .training ? training : validation }
        set {
            guard let newValue else { return }
            if role == .training { training = newValue } else { validation = newValue }
        }
    }
}

/// What a file is for.
enum FileRole: String, Sendable, Hashable, CaseIterable {
    case training, validation
}
