// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A fine-tuning job as the service describes it.
package struct FineTuningJob: Sendable, Hashable {
    /// The id of the job.
    package let id: String
    /// The status, such as `running`, `succeeded`, `failed` or `cancelled`.
    package let status: String
    /// The name of the tuned model, when there is one.
    package let model: String?
    /// The number of trained tokens, as the service counts them.
    package let trainedTokens: Int?
    /// The service's reason for a failure.
    package let reason: String?
    /// Whether a simulator ran the job.
    package let isSimulated: Bool
    /// The ids of the files with the job's losses; a state file does not keep them.
    var resultFiles: [String] = []

    /// Whether the job has ended.
    var isTerminal: Bool { status == "succeeded" || status == "failed" || status == "cancelled" }
}

extension FineTuningJob {
    /// Reads the job in a response.
    init(_ response: APIResponse) throws(APIError) {
        let document = try response.json()
        guard let id = document["id"]?.string, let status = document["status"]?.string else {
            throw .invalidResponse("The service described a job without its id or status.")
        }
        let error = document["error"]
        self.init(
            id: id,
            status: status,
            model: document["fine_tuned_model"]?.string,
            trainedTokens: document["trained_tokens"]?.integer,
            reason: error?["message"]?.string.map { message in
                error?["code"]?.string.map { "\($0): \(message)" } ?? message
            },
            isSimulated: response.isSimulated,
            resultFiles: (document["result_files"]?.elements ?? []).compactMap(\.string)
        )
    }

    /// Reads the job that a state file holds; nil when it holds none.
    init?(json: JSONValue) {
        guard let id = json["id"]?.string, let status = json["status"]?.string else { return nil }
        self.init(
            id: id,
            status: status,
            model: json["fine_tuned_model"]?.string,
            trainedTokens: json["trained_tokens"]?.integer,
            reason: json["reason"]?.string,
            isSimulated: json["simulated"]?.bool ?? false
        )
    }

    /// The members of the job in a state file.
    var members: [JSONMember] {
        [
            JSONMember(name: "id", value: .string(id)), JSONMember(name: "status", value: .string(status)),
            JSONMember(name: "fine_tuned_model", value: .optional(model)),
            JSONMember(name: "trained_tokens", value: trainedTokens.map(JSONValue.integer) ?? .null),
            JSONMember(name: "reason", value: .optional(reason)),
            JSONMember(name: "simulated", value: .bool(isSimulated)),
        ]
    }
}

/// The result of a fine-tuning job that has ended.
package struct JobResult: Sendable {
    /// The job.
    package let job: FineTuningJob
    /// The job's losses, as a drawing.
    package let curve: LossCurve

    /// The name of the tuned model.
    /// - Returns: The name, for requests to the service.
    /// - Throws: ``WorkflowError`` with code `checkFailed` and the service's reason when there is no tuned model.
    package func model() throws(WorkflowError) -> String {
        if job.status == "succeeded", let model = job.model { return model }
        let verb =
            switch job.status {
            case "cancelled": "was cancelled"
            case "succeeded": "succeeded, but the service names no model"
            default: job.status
            }
        let reason = job.reason.map { ": \($0)" } ?? ""
        throw .checkFailed("The job \(job.id) \(verb)\(reason)", .restart(.job))
    }
}

/// A search for a job that may have been created before.
struct JobFinder: Sendable {
    /// The metadata key of a job's tag.
    static let tagName = "tapedeck_workflow"
    /// Maximum number of pages to search.
    private static let pages = 20

    let client: OpenAIClient

    /// The id of the job with a tag and a training file; nil when there is none.
    ///
    /// The file was uploaded for this run, which tells the job from one of an earlier run with the same plan.
    func find(tag: String, trainingFile: String) async throws -> String? {
        var after: String?
        for _ in 0..<Self.pages {
            var query = [("limit", "100"), ("metadata[\(Self.tagName)]", tag)]
            if let after { query.append(("after", after)) }
            let list = try await client.send(.get("/fine_tuning/jobs", query: query)).json()
            let jobs = list["data"]?.elements ?? []
            let found = jobs.first { job in
                // A service that does not filter by metadata sends all jobs.
                job["training_file"]?.string == trainingFile
                    && (job["metadata"]?[Self.tagName]?.string ?? tag) == tag
            }
            if let id = found?["id"]?.string { return id }
            guard list["has_more"]?.bool == true, let last = jobs.last?["id"]?.string else { return nil }
            after = last
        }
        return nil
    }
}
