// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The type of an item of a response or conversation.
enum ItemType: String, Sendable, CaseIterable {
    // In the alphabetical order of the service's message about an unknown type.
    case additionalTools = "additional_tools"
    case applyPatchCall = "apply_patch_call"
    case applyPatchCallOutput = "apply_patch_call_output"
    case codeInterpreterCall = "code_interpreter_call"
    case compaction
    case compactionTrigger = "compaction_trigger"
    case computerCall = "computer_call"
    case computerCallOutput = "computer_call_output"
    case customToolCall = "custom_tool_call"
    case customToolCallOutput = "custom_tool_call_output"
    case fileSearchCall = "file_search_call"
    case functionCall = "function_call"
    case functionCallOutput = "function_call_output"
    case imageGenerationCall = "image_generation_call"
    case itemReference = "item_reference"
    case localShellCall = "local_shell_call"
    case localShellCallOutput = "local_shell_call_output"
    case mcpApprovalRequest = "mcp_approval_request"
    case mcpApprovalResponse = "mcp_approval_response"
    case mcpCall = "mcp_call"
    case mcpListTools = "mcp_list_tools"
    case message
    case program
    case programOutput = "program_output"
    case reasoning
    case shellCall = "shell_call"
    case shellCallOutput = "shell_call_output"
    case toolSearchCall = "tool_search_call"
    case toolSearchOutput = "tool_search_output"
    case webSearchCall = "web_search_call"

    /// The prefix of identifiers, such as `msg`.
    var prefix: String {
        switch self {
        case .additionalTools: "at"
        case .applyPatchCall: "apc"
        case .applyPatchCallOutput: "apco"
        case .codeInterpreterCall: "ci"
        case .compaction, .compactionTrigger: "cmp"
        case .computerCall: "cu"
        case .computerCallOutput: "cuo"
        case .customToolCall: "ctc"
        case .customToolCallOutput: "ctco"
        case .fileSearchCall: "fs"
        case .functionCall, .functionCallOutput: "fc"
        case .imageGenerationCall: "ig"
        case .itemReference, .message: "msg"
        case .localShellCall: "lsh"
        case .localShellCallOutput: "lsho"
        case .mcpApprovalRequest: "mcpr"
        case .mcpApprovalResponse: "mcpa"
        case .mcpCall: "mcp"
        case .mcpListTools: "mcpl"
        case .program: "pg"
        case .programOutput: "pgo"
        case .reasoning: "rs"
        case .shellCall: "sh"
        case .shellCallOutput: "sho"
        case .toolSearchCall: "tsc"
        case .toolSearchOutput: "tso"
        case .webSearchCall: "ws"
        }
    }

    /// Whether items of this type are listed with a status.
    var hasStatus: Bool {
        switch self {
        case .additionalTools, .compaction, .compactionTrigger, .itemReference, .mcpApprovalRequest,
            .mcpApprovalResponse, .mcpListTools, .program, .reasoning:
            false
        default: true
        }
    }

    /// Whether a model wrote the item, so that reasoning can come before it.
    var isOutput: Bool {
        switch self {
        case .additionalTools, .applyPatchCallOutput, .compactionTrigger, .computerCallOutput, .customToolCallOutput,
            .functionCallOutput, .itemReference, .localShellCallOutput, .mcpApprovalResponse, .programOutput,
            .shellCallOutput:
            false
        default: true
        }
    }

    /// The tool of a call that the client answers, as the service's errors name it; `nil` for other items.
    var calledTool: String? {
        switch self {
        case .applyPatchCall, .applyPatchCallOutput: "apply patch"
        case .computerCall, .computerCallOutput: "computer"
        case .customToolCall, .customToolCallOutput: "custom tool"
        case .functionCall, .functionCallOutput: "function"
        case .localShellCall, .localShellCallOutput: "local shell"
        case .shellCall, .shellCallOutput: "shell"
        case .toolSearchCall, .toolSearchOutput: "tool search"
        default: nil
        }
    }

    /// Whether the item is the client's answer to a call.
    var isCallOutput: Bool {
        switch self {
        case .applyPatchCallOutput, .computerCallOutput, .customToolCallOutput, .functionCallOutput,
            .localShellCallOutput, .shellCallOutput, .toolSearchOutput:
            true
        default: false
        }
    }

    /// Allowed members besides `type`, `id` and `status`, with those that are required.
    var members: (required: [String], optional: [String]) {
        switch self {
        case .additionalTools: (["tools"], ["role"])
        case .applyPatchCall: (["call_id", "operation"], ["caller", "created_by"])
        case .applyPatchCallOutput: (["call_id", "status"], ["output", "caller", "created_by"])
        case .codeInterpreterCall: (["container_id"], ["code", "outputs"])
        case .compaction: (["encrypted_content"], ["created_by"])
        case .compactionTrigger: ([], [])
        case .computerCall: (["call_id"], ["action", "actions", "pending_safety_checks"])
        case .computerCallOutput: (["call_id", "output"], ["acknowledged_safety_checks"])
        case .customToolCall: (["call_id", "name", "input"], ["namespace", "caller", "created_by"])
        case .customToolCallOutput: (["call_id", "output"], ["caller", "created_by"])
        case .fileSearchCall: (["queries"], ["results"])
        case .functionCall: (["call_id", "name", "arguments"], ["namespace", "caller", "created_by"])
        case .functionCallOutput: (["call_id", "output"], ["name", "namespace", "caller", "created_by"])
        case .imageGenerationCall:
            (["result"], ["action", "background", "output_format", "quality", "revised_prompt", "size"])
        case .itemReference: (["id"], [])
        case .localShellCall: (["call_id", "action"], [])
        case .localShellCallOutput: (["output"], ["call_id"])
        case .mcpApprovalRequest: (["server_label", "name", "arguments"], [])
        case .mcpApprovalResponse: (["approval_request_id", "approve"], ["reason"])
        case .mcpCall: (["server_label", "name", "arguments"], ["approval_request_id", "output", "error"])
        case .mcpListTools: (["server_label", "tools"], ["error"])
        case .message: (["role", "content"], ["phase"])
        case .program: (["call_id", "code", "fingerprint"], [])
        case .programOutput: (["call_id", "result"], [])
        case .reasoning: (["summary"], ["content", "encrypted_content"])
        case .shellCall: (["call_id", "action"], ["caller", "environment", "created_by"])
        case .shellCallOutput: (["call_id", "output"], ["caller", "max_output_length", "created_by"])
        case .toolSearchCall: (["arguments"], ["call_id", "execution", "created_by"])
        case .toolSearchOutput: (["tools"], ["call_id", "execution", "created_by"])
        case .webSearchCall: ([], ["action"])
        }
    }
}
