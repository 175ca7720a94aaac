// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension ResponseItem {
    /// Reads the `input` of a response: a string, or a list of items.
    /// - Parameters:
    ///   - input: The value.
    ///   - path: Its name in the request, `input` or `items`.
    /// - Returns: The items; those without an identifier have an empty one.
    /// - Throws: ``APIError`` for an item that the service refuses by itself; ``ItemOrder`` checks them together.
    static func list(_ input: JSONValue, at path: String = "input") throws(APIError) -> [ResponseItem] {
        switch input {
        case .string(let text):
            let fields = try RequestFields(.object([JSONMember(name: path, value: input)]))
            _ = try fields.string(path, length: 0...10_485_760)
            return [.userMessage(text)]
        case .array(let elements):
            var items: [ResponseItem] = []
            items.reserveCapacity(elements.count)
            for (offset, element) in elements.enumerated() {
                items.append(try ResponseItem(element, at: "\(path)[\(offset)]"))
            }
            return items
        default:
            throw .wrongType(path, expected: "one of a string or array of input items", got: input)
        }
    }

    /// Reads one item.
    init(_ value: JSONValue, at path: String) throws(APIError) {
        guard case .object = value else { throw .wrongType(path, expected: "an input item", got: value) }
        // The path is never empty in a request, for an object at the root would be the body.
        let fields = try RequestFields(value, at: path.isEmpty ? "item" : path)
        let type = try Self.type(of: fields)
        let allowed = type.members
        var names = Set(allowed.required + allowed.optional + ["type", "id"])
        if type.hasStatus || type == .reasoning { names.insert("status") }
        try fields.allow(only: names)
        for name in allowed.required where fields[name] == nil && !Self.mayBeNull(name, in: value, of: type) {
            throw .missing(fields.path(of: name))
        }
        let status = try Self.status(fields, type)
        let callID = try fields.string("call_id", length: 1...64)
        let (kind, replaced) = try Self.kind(type, value, fields, callID ?? "")
        self.init(
            id: try Self.id(fields, type),
            type: type,
            kind: kind,
            callID: callID,
            members: Self.listed(type, fields, status: status, replaced),
            path: path
        )
    }

    private static func type(of fields: RequestFields) throws(APIError) -> ItemType {
        guard fields["type"] != nil else {
            // An easy message has no type, and neither need a reference to an item.
            if fields["role"] != nil { return .message }
            if fields["id"] != nil, fields.members.count == 1 { return .itemReference }
            throw .missing(fields.path(of: "type"))
        }
        let name = try fields.string("type", oneOf: ItemType.allCases.map(\.rawValue)) ?? ""
        return ItemType(rawValue: name) ?? .message
    }

    /// Whether a required member is there as `null`.
    private static func mayBeNull(_ name: String, in value: JSONValue, of type: ItemType) -> Bool {
        guard value[name] == .null else { return false }
        return switch (type, name) {
        // Their own errors name the type.
        case (.message, "content"), (.functionCallOutput, "output"), (.customToolCallOutput, "output"): true
        case (.imageGenerationCall, "result"): true
        default: false
        }
    }

    private static func status(_ fields: RequestFields, _ type: ItemType) throws(APIError) -> String {
        let known =
            switch type {
            case .applyPatchCall: ["in_progress", "completed"]
            case .applyPatchCallOutput: ["completed", "failed"]
            case .codeInterpreterCall: ["in_progress", "completed", "incomplete", "interpreting", "failed"]
            case .fileSearchCall: ["in_progress", "searching", "completed", "incomplete", "failed"]
            case .imageGenerationCall: ["in_progress", "completed", "generating", "failed"]
            case .mcpCall: ["in_progress", "completed", "incomplete", "calling", "failed"]
            case .webSearchCall: ["in_progress", "searching", "completed", "failed"]
            default: ["in_progress", "completed", "incomplete"]
            }
        return try fields.string("status", oneOf: known) ?? "completed"
    }

    private static func id(_ fields: RequestFields, _ type: ItemType) throws(APIError) -> String {
        let path = fields.path(of: "id")
        guard let id = try fields.string("id", length: 1...64) else { return "" }
        guard id.isPlainName else {
            throw APIError(
                message: "Invalid '\(path)': '\(id)'. Expected an ID that contains letters, numbers, underscores, or "
                    + "dashes, but this value contained additional characters.",
                param: path,
                code: "invalid_value"
            )
        }
        guard type == .itemReference || id.hasPrefix(type.prefix) || !type.hasRecordedPrefix else {
            throw APIError(
                message: "Invalid '\(path)': '\(id)'. Expected an ID that begins with '\(type.prefix)'.",
                param: path,
                code: "invalid_value"
            )
        }
        return id
    }

    /// The members after `id` and `type`: the status, then the others by name.
    private static func listed(
        _ type: ItemType,
        _ fields: RequestFields,
        status: String,
        _ replaced: [JSONMember]
    ) -> [JSONMember] {
        let names = Set(replaced.map(\.name))
        let kept = fields.members.filter { !["id", "type", "status"].contains($0.name) && !names.contains($0.name) }
        let first = type.hasStatus ? [JSONMember(name: "status", value: .string(status))] : []
        return first + JSONValue.canonicalOrder(kept + replaced)
    }
}

extension ItemType {
    /// Whether the prefix of identifiers is known from recordings, so that others are refused.
    fileprivate var hasRecordedPrefix: Bool {
        switch self {
        case .message, .reasoning, .functionCall, .functionCallOutput, .customToolCall, .webSearchCall,
            .fileSearchCall, .codeInterpreterCall, .imageGenerationCall, .mcpListTools, .mcpCall, .mcpApprovalRequest,
            .compaction, .toolSearchCall, .toolSearchOutput, .applyPatchCall:
            true
        default: false
        }
    }
}
