// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import TapedeckSimulator

extension SimulatorConfiguration {
    /// Reads the `simulate` of a session in the control API: `seed`, `pace`, `fine_tuning_closed`, `as_of`,
    /// `azure_deployments`, `webhook`, each optional.
    /// - Throws: `CassetteError` that names the member and its values.
    init(json: JSONValue) throws(CassetteError) {
        guard case .object(let members) = json else { throw Self.invalid("is not an object") }
        self.init()
        for member in members {
            switch member.name {
            case "seed":
                guard let seed = member.value.integer, seed >= 0 else {
                    throw Self.invalid("has a seed that is not a whole number from 0")
                }
                self.seed = UInt64(seed)
            case "pace":
                guard let pace = member.value.string.flatMap(Pace.init) else {
                    throw Self.invalid(
                        "has a pace that is not one of \(Pace.allCases.map(\.rawValue).joined(separator: ", "))"
                    )
                }
                self.pace = pace
            case "fine_tuning_closed":
                guard case .bool(let isClosed) = member.value else {
                    throw Self.invalid("has a fine_tuning_closed that is not true or false")
                }
                self.fineTuningIsClosed = isClosed
            case "azure_deployments": azureDeployments = try Self.deployments(member.value)
            case "as_of":
                guard let day = member.value.string.flatMap(ServiceDay.init) else {
                    throw Self.invalid("has an as_of that is not \(ServiceDay.expected)")
                }
                self.asOf = day
            case "webhook":
                guard let url = member.value["url"]?.string, let secret = member.value["secret"]?.string else {
                    throw Self.invalid("has a webhook that is not {\"url\": \"…\", \"secret\": \"whsec_…\"}")
                }
                self.webhook = Webhook(url: url, secret: secret)
            default: throw Self.invalid("has an unknown member '\(member.name)'")
            }
        }
    }

    private static func deployments(_ value: JSONValue) throws(CassetteError) -> [String: String] {
        guard case .object(let members) = value else {
            throw invalid("has azure_deployments that are not an object of models by deployment")
        }
        var deployments: [String: String] = [:]
        for member in members {
            do throws(InvalidAzureDeployment) {
                let deployment = try AzureDeploymentSetting(name: member.name, model: member.value.string ?? "")
                deployments[deployment.name] = deployment.model
            } catch {
                throw invalid("has azure_deployments in which \(error)")
            }
        }
        return deployments
    }

    private static func invalid(_ problem: String) -> CassetteError {
        CassetteError(
            code: .invalidArgument,
            message: "\"simulate\" \(problem); it takes seed, pace, fine_tuning_closed, as_of, azure_deployments and "
                + "webhook."
        )
    }
}
