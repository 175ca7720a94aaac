// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// An uploader of files: in one request, or in parts when a file is large.
struct FileUploader: Sendable {
    private static let purpose = "fine-tune"

    let client: OpenAIClient
    let partSize: Int

    /// A file at the service.
    struct Stored {
        let id: String
        let isProcessed: Bool

        init(_ document: JSONValue, _ what: String) throws {
            guard let id = document["id"]?.string else {
                throw APIError(status: nil, code: nil, message: "The service's response to \(what) has no id.")
            }
            if document["status"]?.string == "error" {
                let details = document["status_details"]?.string ?? "without saying why"
                throw WorkflowError.checkFailed("The service refuses the file \(id): \(details).")
            }
            self.id = id
            isProcessed = document["status"]?.string == "processed"
        }
    }

    /// Uploads a file in one request.
    func upload(_ record: FileRecord, _ content: [UInt8]) async throws -> Stored {
        let form = MultipartForm(
            fields: [("purpose", Self.purpose)],
            file: ("file", record.name, content[...])
        )
        let answer = try await client.send(.post("/files", form, isRepeatable: false))
        return try Stored(answer.json(), "an upload")
    }

    /// Whether a file is uploaded in parts.
    func isInParts(_ record: FileRecord) -> Bool { record.bytes > partSize }

    /// Begins an upload in parts.
    func begin(_ record: FileRecord) async throws -> FileRecord.Parts {
        let request: JSONValue = [
            "purpose": .string(Self.purpose), "filename": .string(record.name), "bytes": .integer(record.bytes),
            "mime_type": "text/jsonl",
        ]
        // An upload without parts costs nothing and expires, so repeating this request does no harm.
        guard let id = try await client.send(.post("/uploads", request)).json()["id"]?.string else {
            throw APIError(
                status: nil,
                code: nil,
                message: "The service's response to the start of an upload has no id."
            )
        }
        return FileRecord.Parts(upload: id)
    }

    /// Sends the next part; nil when all have been sent.
    func sendPart(_ parts: FileRecord.Parts, _ content: [UInt8]) async throws -> FileRecord.Parts? {
        let start = parts.ids.count * partSize
        guard start < content.count else { return nil }
        let slice = content[start..<min(start + partSize, content.count)]
        let form = MultipartForm(fields: [], file: ("data", "part-\(parts.ids.count + 1)", slice))
        // A part that is sent twice is listed once, in `complete`.
        let answer = try await client.send(.post("/uploads/\(parts.upload)/parts", form))
        guard let id = try answer.json()["id"]?.string else {
            throw APIError(status: nil, code: nil, message: "The service's response to a part of an upload has no id.")
        }
        var sent = parts
        sent.ids.append(id)
        return sent
    }

    /// Completes an upload in parts.
    func complete(_ parts: FileRecord.Parts) async throws -> Stored {
        let request: JSONValue = ["part_ids": .array(parts.ids.map(JSONValue.string))]
        let call = APIRequest.post("/uploads/\(parts.upload)/complete", request, isRepeatable: false)
        return try Stored(try await client.send(call).json()["file"] ?? .null, "the end of an upload")
    }

    /// Finds a file that may have been uploaded before, by its name, which holds its digest.
    func find(_ record: FileRecord) async throws -> String? {
        let list = try await client.send(.get("/files", query: [("purpose", Self.purpose)])).json()
        return list["data"]?.elements?.first { file in
            file["filename"]?.string == record.name && file["bytes"]?.integer == record.bytes
                && file["status"]?.string != "error" && file["status"]?.string != "deleted"
        }?["id"]?.string
    }

    /// Requests the state of a file.
    func look(_ id: String) async throws -> Stored {
        try Stored(try await client.send(.get("/files/\(id)")).json(), "a request for a file")
    }
}
