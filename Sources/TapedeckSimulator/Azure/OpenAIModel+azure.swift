// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckModels

extension OpenAIModel {
    /// The model as Azure's classic list shows it.
    var azureDocument: JSONValue {
        azureDocument(id: id, created: created, isTunable: !tuningMethods.isEmpty, base: nil)
    }

    fileprivate func azureDocument(id: String, created: Int, isTunable: Bool, base: String?) -> JSONValue {
        var members: [JSONMember] = [
            JSONMember(name: "object", value: "model"), JSONMember(name: "id", value: .string(id)),
            JSONMember(name: "created_at", value: .integer(created)),
            JSONMember(name: "status", value: "succeeded"),
            JSONMember(name: "lifecycle_status", value: id.contains("preview") ? "preview" : "generally-available"),
            JSONMember(
                name: "capabilities",
                value: [
                    "fine_tune": .bool(isTunable), "inference": true, "completion": .bool(kind == .completion),
                    "chat_completion": .bool(kind == .chat), "embeddings": .bool(kind == .embedding),
                ]
            ),
            JSONMember(name: "deprecation", value: .object([])),
        ]
        if let base { members.append(JSONMember(name: "model", value: .string(base))) }
        return .object(members)
    }
}

extension TunedModel {
    /// The model as Azure's classic list shows it.
    var azureDocument: JSONValue {
        base.azureDocument(id: id, created: created, isTunable: false, base: base.id)
    }
}
