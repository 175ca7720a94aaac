// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels

/// The request that creates an upload.
struct UploadRequest: Sendable {
    let filename: String
    let purpose: FilePurpose
    let byteCount: Int
    let expiry: FileExpiry?

    init(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: ["filename", "purpose", "bytes", "mime_type", "expires_after"])
        for name in ["purpose", "filename", "bytes", "mime_type"] { _ = try fields.required(name) }
        let purpose = try fields.string("purpose", oneOf: FilePurpose.uploadable.map(\.rawValue))
        guard let purpose = purpose.flatMap(FilePurpose.init),
            let filename = try fields.string("filename", length: 1...512),
            let byteCount = try fields.integer("bytes", in: 0...SimulatedUpload.sizeLimit),
            try fields.string("mime_type", length: 1...256) != nil
        else { throw .missing("purpose") }
        if let api = purpose.apiOfJSONLines, let fault = UploadCheck.fault(inName: filename, for: api) {
            throw APIError(message: fault)
        }
        self.filename = filename
        self.purpose = purpose
        self.byteCount = byteCount
        self.expiry = try FileExpiry(fields)
    }
}

/// The request that completes an upload.
struct CompletionOfUpload: Sendable {
    let partIDs: [String]
    let digest: String?

    init(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: ["part_ids", "md5"])
        _ = try fields.required("part_ids")
        var partIDs: [String] = []
        for (index, value) in (try fields.array("part_ids", count: 1...SimulatedUpload.partCountLimit) ?? [])
            .enumerated()
        {
            guard let id = value.string else {
                throw .wrongType("part_ids[\(index)]", expected: "a string", got: value)
            }
            partIDs.append(id)
        }
        self.partIDs = partIDs
        self.digest = try fields.string("md5")
    }
}
