// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckModels

extension SimulatorState {
    /// The base model of a job's model.
    /// - Throws: ``APIError`` when the model, or its method, does not support fine-tuning.
    func tunableModel(_ request: JobRequest, _ calendar: ServiceCalendar) throws(APIError) -> OpenAIModel {
        let tuned = models[request.model].flatMap { calendar.hasShutDown($0) ? nil : $0 }
        let base = tuned?.base ?? calendar.model(named: request.model)
        guard let base, let tunable = OpenAIModel.tunable(base.snapshot) else {
            throw APIError(
                message: "Model \(request.model) is not available for fine-tuning or does not exist.",
                code: "model_not_available"
            )
        }
        let method = request.method.kind
        guard tunable.tuningMethods.contains(method) else {
            throw APIError(
                message: "The model \(base.snapshot) cannot be fine-tuned with the method '\(method.rawValue)'.",
                param: "method",
                code: "invalid_value"
            )
        }
        return base
    }
}
