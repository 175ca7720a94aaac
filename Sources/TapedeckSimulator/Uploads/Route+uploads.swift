// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Route {
    /// The endpoints of uploads in parts.
    static let uploads: [Route] = [
        .post("uploads", .files) { try $0.createUpload(try await $1.json()) },
        .post("uploads/{upload_id}/parts", .files) { try await $0.addUploadPart($1.id, $1.fields, $1.body) },
        .post("uploads/{upload_id}/complete", .files) { try await $0.completeUpload($1.id, try await $1.bytes()) }
            .learning { state, answer in if let file = try answer.document?["file"] { state.addFile(file, nil) } },
        .post("uploads/{upload_id}/cancel", .files) { simulator, request in try simulator.cancelUpload(request.id) },
    ]
}
