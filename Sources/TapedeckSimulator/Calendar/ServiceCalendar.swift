// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore
import TapedeckModels

/// What the service offers on the simulated day, as it has announced.
///
/// Without a day, the calendar is the one of this release, whatever the clock says: fine-tuning is open, and every model
/// of the catalogue answers. Test suites keep the names of models that are gone, so none of them is refused unasked.
struct ServiceCalendar: Sendable {
    /// The first day on which nobody can create fine-tuning jobs.
    static let endOfFineTuning = "2027-01-06"

    /// The simulated day; `nil` for the state of this release.
    let day: ServiceDay?

    /// Whether new fine-tuning jobs are refused.
    var hasClosedFineTuning: Bool { hasReached(Self.endOfFineTuning) }

    /// The models of the catalogue that answer, in its order.
    var models: [OpenAIModel] {
        guard day != nil else { return OpenAIModel.all }
        return OpenAIModel.all.filter(offers)
    }

    /// Finds a model that answers.
    /// - Parameter name: An alias or a dated name.
    /// - Returns: The model; `nil` when it is unknown, not yet released, or shut down.
    func model(named name: String) -> OpenAIModel? {
        OpenAIModel.named(name).flatMap { offers($0) ? $0 : nil }
    }

    /// Whether a model of this name was shut down.
    func hasShutDown(_ name: String) -> Bool { hasReached(OpenAIModel.named(name)?.shutdownDate) }

    /// Whether a fine-tuned model was shut down, with its base or later.
    func hasShutDown(_ model: TunedModel) -> Bool { hasReached(model.base.tunedShutdownDate) }

    private func offers(_ model: OpenAIModel) -> Bool {
        guard let day else { return true }
        return model.created < day.start + 86_400 && !hasReached(model.shutdownDate)
    }

    /// Whether a day, `YYYY-MM-DD`, is today or over.
    private func hasReached(_ date: String?) -> Bool {
        guard let day, let date else { return false }
        return day.description >= date
    }
}

extension Simulator {
    /// What the service offers on the simulated day.
    var calendar: ServiceCalendar { ServiceCalendar(day: configuration.asOf) }

    /// The gateway's error for a model that does not answer: it was shut down, or there is none.
    func missingModel(_ name: String) -> APIError {
        let isTunedAndGone = withState { $0.models[name] }.map(calendar.hasShutDown) ?? false
        if isTunedAndGone || calendar.hasShutDown(name) { return .retiredModel(name) }
        return .noSuchModel(name)
    }

    /// Refuses a request whose `model` was shut down.
    func refuseRetiredModel(of fields: RequestFields) throws(APIError) {
        if let name = fields["model"]?.string, calendar.hasShutDown(name) { throw .retiredModel(name) }
    }
}

extension APIError {
    /// The error for a model that was shut down.
    static func retiredModel(_ name: String) -> APIError {
        APIError(
            status: .notFound,
            message: "The model `\(name)` has been deprecated, learn more here: "
                + "https://platform.openai.com/docs/deprecations",
            code: "model_not_found",
            origin: .gateway,
            style: .gateway
        )
    }
}
