// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A file that a request adds to a vector store.
struct FileAttachment: Sendable {
    let fileID: String
    let chunkSizes: ChunkSizes
    let attributes: [JSONMember]

    init(fileID: String, chunkSizes: ChunkSizes = .standard, attributes: [JSONMember] = []) {
        self.fileID = fileID
        self.chunkSizes = chunkSizes
        self.attributes = attributes
    }

    /// Reads a request with `file_id`.
    init(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: ["file_id", "chunking_strategy", "attributes"])
        _ = try fields.required("file_id")
        fileID = try fields.string("file_id") ?? ""
        chunkSizes = try ChunkSizes(fields)
        attributes = try fields.attributes() ?? []
    }

    /// Reads the files of a batch: `file_ids` with common settings, or `files` with their own.
    static func batch(_ fields: RequestFields) throws(APIError) -> [FileAttachment] {
        try fields.allow(only: ["file_ids", "files", "chunking_strategy", "attributes"])
        let range = 1...2000
        guard fields["files"] == nil else {
            guard fields["file_ids"] == nil else {
                throw APIError(
                    message: "Invalid request: 'file_ids' and 'files' are mutually exclusive.",
                    param: "files",
                    code: "mutually_exclusive_parameters"
                )
            }
            var attachments: [FileAttachment] = []
            for (index, value) in (try fields.array("files", count: range) ?? []).enumerated() {
                attachments.append(try FileAttachment(try RequestFields(value, at: "files[\(index)]")))
            }
            return attachments
        }
        _ = try fields.required("file_ids")
        let sizes = try ChunkSizes(fields)
        let attributes = try fields.attributes() ?? []
        return try fields.fileIDs(count: range).map {
            FileAttachment(fileID: $0, chunkSizes: sizes, attributes: attributes)
        }
    }
}

/// A file that is being added, with what processing it gave.
struct AttachedFile: Sendable {
    let attachment: FileAttachment
    let filename: String
    let outcome: VectorStoreFile.Outcome
}

extension RequestFields {
    /// The identifiers in `file_ids`; none when it is missing.
    func fileIDs(count: ClosedRange<Int>) throws(APIError) -> [String] {
        var ids: [String] = []
        for (index, value) in (try array("file_ids", count: count) ?? []).enumerated() {
            guard let id = value.string else {
                throw .wrongType("\(path(of: "file_ids"))[\(index)]", expected: "a string", got: value)
            }
            ids.append(id)
        }
        return ids
    }

    /// The optional `attributes` of a file: up to 16 strings, numbers and booleans.
    func attributes() throws(APIError) -> [JSONMember]? {
        guard let fields = try object("attributes") else { return nil }
        guard fields.members.count <= 16 else {
            throw APIError(
                message:
                    "Invalid '\(fields.path)': too many properties. Expected an object with at most 16 properties, "
                    + "but got an object with \(fields.members.count) properties instead.",
                param: fields.path,
                code: "object_above_max_properties"
            )
        }
        for member in fields.members {
            guard member.name.unicodeScalars.count <= 64 else {
                throw .wrongLength(fields.path, length: member.name.unicodeScalars.count, bound: 64, isBelow: false)
            }
            guard member.value.isAttribute else {
                throw .wrongType(
                    fields.path(of: member.name),
                    expected: "a string, number or boolean",
                    got: member.value
                )
            }
            if member.value.string != nil { _ = try fields.string(member.name, length: 0...512) }
        }
        return fields.members
    }
}
