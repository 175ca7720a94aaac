// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// A model's answer to one sample.
struct ChatAnswer: Sendable, Hashable {
    let text: String
    /// The finish reason: `stop`, or `length` when the answer was truncated at the token limit.
    let finishReason: String
    let isSimulated: Bool
    /// What else the service tells about it.
    let facts: AnswerFacts

    /// Reads the answer of the service.
    /// - Throws: ``SampleFailure`` when it holds no text to score.
    init(_ answer: APIResponse) throws(SampleFailure) {
        guard let document = try? answer.json(), let choice = document["choices"]?.elements?.first else {
            throw SampleFailure(
                "the answer is no chat completion: "
                    + JSONText.excerpt(String(decoding: answer.body.prefix(400), as: UTF8.self))
            )
        }
        let message = choice["message"]
        let reason = choice["finish_reason"]?.string ?? "stop"
        if let refusal = message?["refusal"]?.string, !refusal.isEmpty {
            throw SampleFailure("refused: \(JSONText.excerpt(refusal, limit: 200))")
        }
        guard reason != "content_filter" else {
            throw SampleFailure("the content filter of the service stopped the answer")
        }
        let text = message?["content"]?.string ?? ""
        guard !text.allSatisfy(\.isWhitespace) else {
            let cause = reason == "length" ? ", since the limit of tokens was used up before it began" : ""
            throw SampleFailure("the answer is empty (finish reason \"\(reason)\"\(cause))")
        }
        self.text = text
        finishReason = reason
        isSimulated = answer.isSimulated || document["system_fingerprint"]?.string?.hasPrefix("fp_sim") == true
        facts = AnswerFacts(answer, document, isSimulated: isSimulated)
    }

    /// The members of the answer's line beside its text; a simulated answer stays marked.
    var remarks: [JSONMember] {
        let finish = JSONMember(name: "finish_reason", value: .string(finishReason))
        return isSimulated ? [finish, JSONMember(name: "simulated", value: true)] : [finish]
    }

    init(text: String, finishReason: String, isSimulated: Bool, facts: AnswerFacts = AnswerFacts()) {
        self.text = text
        self.finishReason = finishReason
        self.isSimulated = isSimulated
        self.facts = facts
    }
}

/// The reason why a sample has no prediction.
struct SampleFailure: Error, Sendable, Hashable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
