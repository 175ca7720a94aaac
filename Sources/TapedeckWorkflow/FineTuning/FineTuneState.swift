// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// The state of a fine-tuning run, which is on disk before any request that costs money is sent.
struct FineTuneState: Sendable, Hashable {
    private static let version = 1

    /// The progress of the job.
    enum JobPhase: Sendable, Hashable {
        /// No request has been sent.
        case new
        /// The request is being sent, or was when the run was interrupted: the service may have the job.
        case begun
        /// The service has the job under this id.
        case created(String)
        /// The job has ended.
        case ended(FineTuningJob)
    }

    /// The digest that tells this job from others; see ``FineTunePlan/tag(training:validation:)``.
    let tag: String
    var training: FileRecord
    var validation: FileRecord?
    var job = JobPhase.new

    init(tag: String, training: FileRecord, validation: FileRecord?) {
        self.tag = tag
        self.training = training
        self.validation = validation
    }

    subscript(role: FileRole) -> FileRecord? {
        get { role == .training ? training : validation }
        set {
            guard let newValue else { return }
            if role == .training { training = newValue } else { validation = newValue }
        }
    }

    // MARK: - On disk

    /// Reads the state of an earlier run; nil when there is none.
    /// - Throws: ``WorkflowError`` with code `badInput` when the file holds something else.
    init?(path: String) throws(WorkflowError) {
        guard DiskFile.exists(path) else { return nil }
        guard let json = try? JSONValue(parsing: try DiskFile.read(path)), json["version"]?.integer == Self.version,
            let tag = json["tag"]?.string, let training = FileRecord(json: json["training"]),
            let job = JobPhase(json: json["job"])
        else { throw Self.unusable(path) }
        self.tag = tag
        self.training = training
        self.job = job
        if let validation = json["validation"], validation != .null {
            guard let record = FileRecord(json: validation) else { throw Self.unusable(path) }
            self.validation = record
        }
    }

    private static func unusable(_ path: String) -> WorkflowError {
        .badInput("\(path) is not the state of a fine-tuning run.", .otherFolderOrRestart(.job))
    }

    /// The state as the file holds it.
    var fileText: String {
        let json: JSONValue = [
            "version": .integer(Self.version), "tag": .string(tag), "training": training.json,
            "validation": validation?.json ?? .null, "job": job.json,
        ]
        return json.text(indent: 2) + "\n"
    }
}

extension FineTuneState.JobPhase {
    /// The id at the service, once there is one.
    var id: String? {
        switch self {
        case .new, .begun: nil
        case .created(let id): id
        case .ended(let job): job.id
        }
    }

    fileprivate init?(json: JSONValue?) {
        switch (json?["phase"]?.string, json?["id"]?.string) {
        case ("new", _): self = .new
        case ("begun", _): self = .begun
        case ("created", let id?): self = .created(id)
        case ("ended", _):
            guard let job = json.flatMap({ FineTuningJob(json: $0) }) else { return nil }
            self = .ended(job)
        default: return nil
        }
    }

    fileprivate var json: JSONValue {
        switch self {
        case .new: ["phase": "new"]
        case .begun: ["phase": "begun"]
        case .created(let id): ["phase": "created", "id": .string(id)]
        case .ended(let job): .object([JSONMember(name: "phase", value: "ended")] + job.members)
        }
    }
}

/// The purpose of a file in a job.
enum FileRole: String, Sendable, Hashable, CaseIterable {
    case training, validation
}

/// A file of a job, and the progress of its upload.
struct FileRecord: Sendable, Hashable {
    enum Phase: Sendable, Hashable {
        /// No request has been sent.
        case new
        /// It is being uploaded, or was when the run was interrupted: the service may have it.
        case begun
        /// The service has it under this id.
        case uploaded(String)
        /// The service has processed it.
        case processed(String)
    }

    /// An unfinished upload in parts.
    struct Parts: Sendable, Hashable {
        let upload: String
        var ids: [String] = []
    }

    /// The name at the service, with a digest of the content: files of one name have the same content.
    let name: String
    let bytes: Int
    let sha256: String
    var phase = Phase.new
    var parts: Parts?

    init(name: String, content: [UInt8]) {
        sha256 = Digest.hexadecimal(content)
        bytes = content.count
        let stem = name.hasSuffix(".jsonl") ? String(name.dropLast(6)) : name
        self.name = "\(stem)-\(sha256.prefix(12)).jsonl"
    }

    init(_ file: CheckedTrainingFile) { self.init(name: file.name, content: file.content) }

    /// The id at the service, once there is one.
    var id: String? {
        switch phase {
        case .new, .begun: nil
        case .uploaded(let id), .processed(let id): id
        }
    }

    // MARK: - On disk

    init?(json: JSONValue?) {
        guard let json, let name = json["name"]?.string, let bytes = json["bytes"]?.integer,
            let sha256 = json["sha256"]?.string, let phase = json["phase"]?.string
        else { return nil }
        self.name = name
        self.bytes = bytes
        self.sha256 = sha256
        switch (phase, json["id"]?.string) {
        case ("new", _): self.phase = .new
        case ("begun", _): self.phase = .begun
        case ("uploaded", let id?): self.phase = .uploaded(id)
        case ("processed", let id?): self.phase = .processed(id)
        default: return nil
        }
        if let upload = json["upload"]?.string {
            parts = Parts(upload: upload, ids: (json["parts"]?.elements ?? []).compactMap(\.string))
        }
    }

    var json: JSONValue {
        var members = [
            JSONMember(name: "name", value: .string(name)), JSONMember(name: "bytes", value: .integer(bytes)),
            JSONMember(name: "sha256", value: .string(sha256)), JSONMember(name: "phase", value: .string(phaseName)),
        ]
        if let id { members.append(JSONMember(name: "id", value: .string(id))) }
        if let parts {
            members.append(JSONMember(name: "upload", value: .string(parts.upload)))
            members.append(JSONMember(name: "parts", value: .array(parts.ids.map(JSONValue.string))))
        }
        return .object(members)
    }

    private var phaseName: String {
        switch phase {
        case .new: "new"
        case .begun: "begun"
        case .uploaded: "uploaded"
        case .processed: "processed"
        }
    }
}
