// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A look at a job.
struct JobSnapshot: Sendable, Hashable {
    let id: String
    let status: String
    let model: String?
    let trainedTokens: Int?
    let resultFiles: [String]
    /// Why it failed, in the words of the service.
    let reason: String?
    let isSimulated: Bool

    init(_ answer: APIResponse) throws(APIError) {
        let document = try answer.json()
        guard let id = document["id"]?.string, let status = document["status"]?.string else {
            throw APIError(
                status: nil,
                code: UpstreamError.Code.invalidResponse.description,
                message: "The service answered a look at a job without its id and status."
            )
        }
        self.id = id
        self.status = status
        model = document["fine_tuned_model"]?.string
        trainedTokens = document["trained_tokens"]?.integer
        resultFiles = (document["result_files"]?.elements ?? []).compactMap(\.string)
        let error = document["error"]
        reason = error?["message"]?.string.map { message in
            error?["code"]?.string.map { "\($0): \(message)" } ?? message
        }
        isSimulated = answer.isSimulated
    }

    /// Whether the job does nothing more.
    var isTerminal: Bool { status == "succeeded" || status == "failed" || status == "cancelled" }

    var end: JobEnd {
        JobEnd(
            id: id,
            status: status,
            model: model,
            trainedTokens: trainedTokens,
            reason: reason,
            isSimulated: isSimulated
        )
    }
}
