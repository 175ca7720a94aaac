// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Route {
    /// The endpoints of chat completions, and of those that are stored.
    static let chat: [Route] = [
        .post("chat/completions", .chat) { try await $0.createChatCompletion(try await $1.bytes()) }
            .respondingAtOnce { $0.immediateResponse(to: $1) },
        .get("chat/completions") { simulator, request in
            try simulator.withState { state throws(APIError) in try state.completions.list(request.query) }
        },
        .get("chat/completions/{completion_id}") { simulator, request in
            try simulator.withState { state throws(APIError) in try state.completions.retrieve(request.id) }
        },
        .post("chat/completions/{completion_id}") { simulator, request in
            let fields = try await request.json()
            return try simulator.withState { state throws(APIError) in
                try state.completions.update(request.id, fields)
            }
        },
        .delete("chat/completions/{completion_id}") { simulator, request in
            try simulator.withState { state throws(APIError) in try state.completions.delete(request.id) }
        },
        .get("chat/completions/{completion_id}/messages") { simulator, request in
            try simulator.withState { state throws(APIError) in
                try state.completions.messages(request.id, request.query)
            }
        },
    ]
}
