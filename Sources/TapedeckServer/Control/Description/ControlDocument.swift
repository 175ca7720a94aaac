// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// The description of the control API in OpenAPI 3.1.
enum ControlDocument {
    /// The document.
    static let json: JSONValue = [
        "openapi": "3.1.0",
        "info": [
            "title": "The control API of Tapedeck", "version": .string(ToolVersion.current),
            "description": .string(
                "Sessions, misses, unused recordings, and the interactions of a cassette. A request to another path, or "
                    + "with another method, gets 404 with the code '\(ControlAPI.unknownCode)'. Pages of other hosts get 403."
            ),
            "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
        ],
        "servers": [["url": "/_tapedeck"]],
        // A server has a token only where it was started with one.
        "security": [["controlToken": []], [:]],
        "paths": paths,
        "components": [
            "securitySchemes": [
                "controlToken": [
                    "type": "http", "scheme": "bearer",
                    "description": "The value of `--control-token`, on servers that were started with it.",
                ]
            ],
            "schemas": .object(
                ControlSchema.allCases.map { JSONMember(name: $0.rawValue, value: $0.schema.json) }
            ),
        ],
    ]

    /// The document as it is served.
    static let bytes = Array((json.text(indent: 2) + "\n").utf8)

    private static var paths: JSONValue {
        var paths: [JSONMember] = []
        for route in ControlRoute.allCases {
            let path = "/\(route.template)"
            let operations = route.methods.map {
                JSONMember(name: $0.rawValue.lowercased(), value: route.operation.json($0, route))
            }
            if let index = paths.firstIndex(where: { $0.name == path }),
                case .object(let members) = paths[index].value
            {
                paths[index].value = .object(members + operations)
            } else {
                let parameters = route.parameters.map(\.json)
                let shared = parameters.isEmpty ? [] : [JSONMember(name: "parameters", value: .array(parameters))]
                paths.append(JSONMember(name: path, value: .object(shared + operations)))
            }
        }
        return .object(paths)
    }
}
