// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels
import HTTPTypes
import TapedeckCore

extension Simulator {
    func listModels() -> ServedResponse {
        let tuned = withState { state in
            state.clock.tick()
            return state.models.all
        }
        let calendar = calendar
        let shown = tuned.filter { !calendar.hasShutDown($0) }
        let bytes = modelList.bytes(for: shown.map(\.id)) {
            BodyStyle.indented.bytes(
                of: ["object": "list", "data": .array(calendar.models.map(\.document) + shown.map(\.document))]
            )
        }
        return ServedResponse(fields: [.contentType: "application/json"], body: Body(bytes))
    }

    func retrieveModel(_ name: String) throws(APIError) -> ServedResponse {
        if let model = calendar.model(named: name) { return .json(model.document, .indented) }
        return .json(try tunedModel(name).document, .indented)
    }

    func deleteModel(_ name: String) throws(APIError) -> ServedResponse {
        guard calendar.model(named: name) == nil else {
            throw APIError(
                status: .forbidden,
                message: "You have insufficient permissions for this operation. Only fine-tuned models can be deleted, "
                    + "and '\(name)' is a base model.",
                param: "model"
            )
        }
        _ = try tunedModel(name)
        withState { $0.models[name] = nil }
        return .json(
            ["id": .string(name), "object": "model", "deleted": true, "owned_by": "openai-internal"],
            .indentedWithLineEnd
        )
    }

    private func tunedModel(_ name: String) throws(APIError) -> TunedModel {
        let model = withState { state in
            state.clock.tick()
            return state.models[name]
        }
        guard let model, !calendar.hasShutDown(model) else {
            throw APIError(
                status: .notFound,
                message: "The model '\(name)' does not exist",
                param: "model",
                code: "model_not_found"
            )
        }
        return model
    }
}

extension OpenAIModel {
    fileprivate var document: JSONValue {
        [
            "id": .string(id), "object": "model", "created": .integer(created), "owned_by": .string(owner),
            "shutdown_date": .optional(shutdownDate),
        ]
    }
}

extension TunedModel {
    fileprivate var document: JSONValue {
        [
            "id": .string(id), "object": "model", "created": .integer(created), "owned_by": .string(owner),
            "shutdown_date": .optional(base.tunedShutdownDate),
        ]
    }
}
