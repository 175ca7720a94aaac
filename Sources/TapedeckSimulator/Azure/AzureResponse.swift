// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Responses as Azure writes them: with the results of the content filter, and the deployment for the model.
struct AzureResponse: Sendable {
    /// The deployment.
    let model: String

    /// The body of a response.
    func body(of document: JSONValue) -> [UInt8] { Array(translated(document).text(indent: 2).utf8) }

    /// The data of an event of a stream.
    func event(_ document: JSONValue) -> [UInt8] {
        guard case .object(let members) = document else { return Array(document.text().utf8) }
        let event = members.map { member in
            member.name == "response"
                ? JSONMember(name: member.name, value: translated(member.value)) : member
        }
        return Array(JSONValue.object(event).text().utf8)
    }

    private func translated(_ document: JSONValue) -> JSONValue {
        guard case .object(let members) = document, document["object"]?.string == "response" else { return document }
        let isRunning = ["in_progress", "queued"].contains(document["status"]?.string)
        return .object(
            members.flatMap { member -> [JSONMember] in
                switch member.name {
                case "billing": []
                case "model": [JSONMember(name: member.name, value: .string(model))]
                case "completed_at":
                    [
                        member,
                        JSONMember(
                            name: "content_filters",
                            value: isRunning ? .null : AzureContentFilter.ofResponse
                        ),
                    ]
                default: [member]
                }
            }
        )
    }
}
