// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// Checks the items that a model reads as a whole: each call has its output, and reasoning is followed by what it led to.
enum ItemOrder {
    /// Checks the items of a request after those that came before.
    /// - Parameters:
    ///   - items: The items of the request.
    ///   - earlier: The items of the conversation, or of the responses before.
    /// - Throws: ``APIError`` that names the first item without its counterpart.
    static func check(_ items: [ResponseItem], after earlier: [ResponseItem] = []) throws(APIError) {
        var open: [(key: String, item: ResponseItem)] = []
        var answered: SpelledSet = []
        var called: SpelledSet = []
        let all = earlier + items
        for item in all {
            guard let tool = item.type.calledTool, let callID = item.callID else { continue }
            let key = "\(tool) \(callID)"
            if item.type.isCallOutput {
                guard called.contains(key) || item.isFoundTools else {
                    throw APIError(
                        message: "No tool call found for \(tool) call output with call_id \(callID).",
                        param: "input"
                    )
                }
                answered.insert(key)
            } else {
                called.insert(key)
                open.append((key, item))
            }
        }
        for (key, item) in open where !answered.contains(key) {
            guard let tool = item.type.calledTool, let callID = item.callID else { continue }
            throw APIError(message: "No tool output found for \(tool) call \(callID).", param: "input")
        }
        try checkIdentifiers(items)
        try checkReasoning(items)
    }

    private static func checkIdentifiers(_ items: [ResponseItem]) throws(APIError) {
        var seen: SpelledSet = []
        for item in items where !item.id.isEmpty && item.type != .functionCallOutput {
            guard seen.insert(item.id).inserted else {
                throw APIError(
                    message: "Duplicate item found with id \(item.id). Remove duplicate items from your input and try "
                        + "again.",
                    param: "input"
                )
            }
        }
    }

    /// Reasoning with an identifier comes right before the item that it led to.
    private static func checkReasoning(_ items: [ResponseItem]) throws(APIError) {
        for (index, item) in items.enumerated() where item.type == .reasoning && !item.id.isEmpty {
            let next = items[(index + 1)...].first
            guard let next, next.type.isOutput || next.type == .itemReference, !next.isFromClient else {
                throw APIError(
                    message: "Item '\(item.id)' of type 'reasoning' was provided without its required following item.",
                    param: "input"
                )
            }
        }
    }
}

extension ResponseItem {
    /// Whether it is a message of the user, the developer or the system.
    var isFromClient: Bool {
        if case .message(let role, _) = kind { role != .assistant } else { false }
    }

    /// Whether it holds tools that the service found by itself.
    fileprivate var isFoundTools: Bool { type == .toolSearchOutput && self["execution"]?.string == "server" }

    /// Whether the service has to know the item: a reference, or reasoning without its content.
    var isLookedUp: Bool {
        switch kind {
        case .itemReference: true
        case .reasoning(_, let isEncrypted): !isEncrypted && !id.isEmpty
        default: false
        }
    }
}

extension [ResponseItem] {
    /// The items, with references replaced by the stored items that they name.
    /// - Parameter find: Finds a stored item.
    /// - Returns: The items.
    /// - Throws: ``APIError`` with status 404 when an item is not stored.
    func resolved(_ find: (String) -> ResponseItem?) throws(APIError) -> [ResponseItem] {
        guard contains(where: \.isLookedUp) else { return self }
        var items: [ResponseItem] = []
        items.reserveCapacity(count)
        for item in self {
            guard item.isLookedUp else {
                items.append(item)
                continue
            }
            guard let found = find(item.id) else {
                throw APIError(
                    status: .notFound,
                    message: "Item with id '\(item.id)' not found. Items are not persisted when `store` is set to "
                        + "false. Try again with `store` set to true, or remove this item from your input.",
                    param: "input"
                )
            }
            items.append(found)
        }
        return items
    }
}
