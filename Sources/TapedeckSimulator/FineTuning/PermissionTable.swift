// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// A permission of another project to use a checkpoint.
struct CheckpointPermission: Sendable {
    let id: String
    let createdAt: Int
    let projectID: String

    /// The JSON object of the API.
    var document: JSONValue {
        [
            "object": "checkpoint.permission", "id": .string(id), "created_at": .integer(createdAt),
            "project_id": .string(projectID),
        ]
    }
}

/// Permissions of a session, by checkpoint name.
struct PermissionTable: Sendable {
    private var permissions: SpelledDictionary<OrderedTable<CheckpointPermission>> = [:]

    /// The permissions of a checkpoint.
    subscript(model: String) -> OrderedTable<CheckpointPermission> {
        get { permissions[model] ?? OrderedTable() }
        set { permissions[model] = newValue }
    }
}

extension Simulator {
    /// Maximum number of projects in a request.
    private static let projectLimit = 1000

    func createPermissions(_ model: String, _ fields: RequestFields) throws(APIError) -> ServedResponse {
        try fields.allow(only: ["project_ids"])
        _ = try fields.required("project_ids")
        var projects: [String] = []
        for (index, value) in (try fields.array("project_ids", count: 1...Self.projectLimit) ?? []).enumerated() {
            guard let project = value.string else {
                throw .wrongType("project_ids[\(index)]", expected: "a string", got: value)
            }
            projects.append(project)
        }
        try requireCheckpoint(model)
        let made = withState { state in
            projects.map { project in
                let permission = CheckpointPermission(
                    id: state.identifiers.permission(),
                    createdAt: state.now,
                    projectID: project
                )
                state.permissions[model][permission.id] = permission
                return permission
            }
        }
        return Self.list(Page(values: made, hasMore: false))
    }

    func listPermissions(_ model: String, _ query: ListQuery) throws(APIError) -> ServedResponse {
        try requireCheckpoint(model)
        let limit = try query.limit(default: PageSize.permissions)
        let isAscending = try query.isAscending(names: ("ascending", "descending"))
        let project = query["project_id"]
        let page = withState { state in
            state.permissions[model].page(after: query.after, limit: limit, isAscending: isAscending) { permission in
                project.map { $0 == permission.projectID } ?? true
            }
        }
        guard let page else { throw .noSuchPermission(query.after ?? "") }
        return Self.list(page)
    }

    func deletePermission(_ model: String, _ id: String) throws(APIError) -> ServedResponse {
        try requireCheckpoint(model)
        let wasThere = withState { state in
            let wasThere = state.permissions[model][id] != nil
            state.permissions[model][id] = nil
            return wasThere
        }
        guard wasThere else { throw .noSuchPermission(id) }
        return .json(["object": "checkpoint.permission", "id": .string(id), "deleted": true], .indented)
    }

    private func requireCheckpoint(_ model: String) throws(APIError) {
        let isKnown = withState { state in
            state.clock.tick()
            return state.models[model] != nil
        }
        guard !isKnown else { return }
        throw APIError(
            status: .notFound,
            message: "The model '\(model)' does not exist",
            param: "model",
            code: "model_not_found"
        )
    }

    private static func list(_ page: Page<CheckpointPermission>) -> ServedResponse {
        .json(
            [
                "object": "list", "data": .array(page.values.map(\.document)), "has_more": .bool(page.hasMore),
                "first_id": .optional(page.values.first?.id), "last_id": .optional(page.values.last?.id),
            ],
            .indented
        )
    }
}

extension APIError {
    fileprivate static func noSuchPermission(_ id: String) -> APIError {
        APIError(status: .notFound, message: "No such checkpoint permission: \(id)", param: "permission_id")
    }
}
