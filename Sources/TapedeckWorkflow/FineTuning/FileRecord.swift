// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

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
