// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

extension Route {
    /// The endpoints of files.
    static let files: [Route] = [
        .post("files", .files) { try await $0.createFile($1.fields, $1.body) }
            .learning { state, answer in
                let request = answer.interaction.request
                let content = RecordedState.Content.form(
                    request.body,
                    contentType: request.headerFields[.contentType] ?? ""
                )
                if let file = try answer.document { state.addFile(file, content) }
            },
        .get("files", .files) { try $0.listFiles($1.query) }
            .learning { state, answer in
                // Lists are newest first; the oldest is added first.
                for file in try answer.listed.reversed() { state.addFile(file, nil) }
            },
        .get("files/{file_id}", .files) { try $0.retrieveFile($1.id) }
            .learning { state, answer in if let file = try answer.document { state.addFile(file, nil) } },
        .get("files/{file_id}/content", .files) { try $0.fileContent($1.id) }
            .learning { state, answer in
                state.files[answer.id]?.content = .body(answer.interaction.response.body)
            },
        .delete("files/{file_id}", .files) { try $0.deleteFile($1.id) }
            .learning { state, answer in state.files[answer.id] = nil },
    ]
}
