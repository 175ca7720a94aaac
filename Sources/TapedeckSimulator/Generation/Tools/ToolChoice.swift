// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

/// The `tool_choice` of a request.
enum ToolChoice: Sendable {
    case none
    /// Any of these tools, or none.
    case auto([Int])
    /// At least one of these tools.
    case required([Int])
    /// This tool.
    case named(Int)
}
