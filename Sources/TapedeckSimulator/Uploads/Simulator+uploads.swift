// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Crypto
import HTTPTypes
import TapedeckCore

extension Simulator {
    func createUpload(_ fields: RequestFields) throws(APIError) -> ServedResponse {
        let request = try UploadRequest(fields)
        let document = withState { state in
            state.clock.tick()
            let upload = SimulatedUpload(
                id: state.identifiers.upload(at: state.now),
                byteCount: request.byteCount,
                createdAt: state.now,
                filename: request.filename,
                purpose: request.purpose,
                expiry: request.expiry
            )
            state.uploads[upload.id] = upload
            return upload.document(at: state.now)
        }
        return .json(document, .indentedWithLineEnd)
    }

    func addUploadPart(_ id: String, _ fields: HTTPFields, _ body: Body) async throws -> ServedResponse {
        _ = try withState { state throws(APIError) in try state.pendingUpload(id) }
        let form = try await UploadForm.read(
            body,
            contentType: fields[.contentType],
            fileFields: ["data"],
            limit: SimulatedUpload.partLimit,
            into: blobs
        )
        guard let data = form.file?.content else { throw APIError.missing("data") }
        let (part, now) = try withState { state throws(APIError) in
            state.clock.tick()
            var upload = try state.pendingUpload(id)
            guard upload.parts.count < SimulatedUpload.partCountLimit else {
                throw .wrongCount("parts", count: upload.parts.count + 1, bound: upload.parts.count, isBelow: false)
            }
            let part = state.identifiers.part(at: state.now)
            upload.parts[part] = data
            state.uploads[id] = upload
            return (part, state.now)
        }
        return .json(
            [
                "id": .string(part), "object": "upload.part", "created_at": .integer(now), "upload_id": .string(id),
            ],
            .indentedWithLineEnd
        )
    }

    func completeUpload(_ id: String, _ body: ArraySlice<UInt8>) async throws -> ServedResponse {
        let request = try CompletionOfUpload(RequestFields(parsing: body))
        let upload = try withState { state throws(APIError) in
            state.clock.tick()
            return try state.pendingUpload(id)
        }
        var parts: [Blob] = []
        var seen: SpelledSet = []
        for part in request.partIDs {
            guard let blob = upload.parts[part] else {
                throw APIError(status: .notFound, message: "No such Part object: \(part)", param: "part_ids")
            }
            guard seen.insert(part).inserted else {
                throw APIError(message: "The part \(part) is named twice in 'part_ids'.", param: "part_ids")
            }
            parts.append(blob)
        }
        let content = Blob.joining(parts)
        guard content.count == upload.byteCount else {
            throw APIError(
                message: "The total size of the parts (\(content.count) bytes) does not match the expected size of the "
                    + "upload (\(upload.byteCount) bytes)."
            )
        }
        guard content.count <= upload.purpose.sizeLimit else {
            throw APIError.fileTooLarge(limit: upload.purpose.sizeLimit)
        }
        if let expected = request.digest {
            var digest = Insecure.MD5()
            try content.forEachSlice { digest.update(data: Array($0)) }
            guard digest.finalize().hexadecimal == expected.lowercased() else {
                throw APIError(
                    message: "The MD5 checksum of the uploaded bytes does not match '\(expected)'.",
                    param: "md5"
                )
            }
        }
        try check(content, named: upload.filename, for: upload.purpose)
        let document = try withState { state throws(APIError) in
            // Another request may have completed the upload meanwhile.
            var upload = try state.pendingUpload(id)
            let file = state.addFile(
                named: upload.filename,
                for: upload.purpose,
                content: content,
                createdAt: upload.createdAt,
                lifetime: upload.expiry?.seconds ?? upload.purpose.defaultLifetime
            )
            upload.settled = .completed
            upload.parts = [:]
            upload.file = file.document
            state.uploads[id] = upload
            return upload.document(at: state.now)
        }
        return .json(document, .indentedWithLineEnd)
    }

    func cancelUpload(_ id: String) throws(APIError) -> ServedResponse {
        let document = try withState { state throws(APIError) in
            state.clock.tick()
            var upload = try state.pendingUpload(id)
            upload.settled = .cancelled
            upload.parts = [:]
            state.uploads[id] = upload
            return upload.document(at: state.now)
        }
        return .json(document, .indentedWithLineEnd)
    }
}

extension SimulatorState {
    /// The upload with this identifier; it must still accept parts.
    fileprivate func pendingUpload(_ id: String) throws(APIError) -> SimulatedUpload {
        guard let upload = uploads[id] else {
            throw APIError(status: .notFound, message: "No such Upload object: \(id)", param: "id", origin: .files)
        }
        let status = upload.status(at: now)
        guard status == .pending else {
            throw APIError(message: "Upload \(id) has status '\(status.rawValue)'; only a pending one can be changed.")
        }
        return upload
    }
}
