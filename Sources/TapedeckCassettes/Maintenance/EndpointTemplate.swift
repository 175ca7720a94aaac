// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// A path with `{id}` in place of the segments that name one object.
enum EndpointTemplate {
    /// Path segments that an object's identifier follows.
    private static let collections: Set<String> = [
        "admin_api_keys", "api_keys", "assistants", "batches", "calls", "certificates", "checkpoints", "completions",
        "containers", "conversations", "deployments", "engines", "evals", "file_batches", "files", "fine-tunes",
        "groups", "input_items", "invites", "items", "jobs", "messages", "models", "output_items", "permissions",
        "projects", "rate_limits", "responses", "roles", "runs", "service_accounts", "sessions", "skills", "steps",
        "threads",
        "uploads", "users", "vector_stores", "videos",
    ]
    /// Path segments after a collection that are no identifiers.
    private static let words: Set<String> = [
        "activate", "cancel", "characters", "chat", "client_secrets", "compact", "complete", "completions", "content",
        "deactivate", "edits", "embeddings", "events", "extensions", "files", "generations", "input_tokens", "messages",
        "metrics",
        "pause", "remix", "responses", "resume", "runs", "search", "steps", "submit_tool_outputs", "usage",
    ]
    /// How the service's identifiers begin.
    private static let prefixes = [
        "asst_", "batch_", "call_", "cert_", "cfile_", "chatcmpl-", "cmpl-", "cntr_", "conv_", "eval_",
        "evalrun_", "file-", "ft-", "ftckpt_", "ftevent-", "ftjob-", "invite-", "key_", "modr-", "msg_",
        "org-", "part_", "proj_", "resp_", "run_", "sess_", "step_", "thread_", "upload_", "user-", "video_", "vs_",
        "vsfb_",
    ]

    /// The template of a path.
    static func text(of path: String) -> String {
        var before = ""
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).map { segment in
            defer { before = String(segment) }
            return isIdentifier(segment, after: before) ? "{id}" : String(segment)
        }
        return segments.joined(separator: "/")
    }

    private static func isIdentifier(_ segment: Substring, after before: String) -> Bool {
        let segment = String(segment)
        if segment == "v1" || segment.isEmpty || words.contains(segment) || collections.contains(segment) {
            return false
        }
        if segment.contains(where: { $0.isNumber || $0 == ":" }) { return true }
        if prefixes.contains(where: { segment.hasPrefix($0) && segment.count > $0.count }) { return true }
        return collections.contains(before)
    }
}
