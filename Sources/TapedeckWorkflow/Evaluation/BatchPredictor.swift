// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Synchronization
import TapedeckCore

/// Requests predictions for samples, several at a time.
///
/// Samples with the same request, byte for byte, are sent one after another in the order of the data, so that each gets
/// the same answer from a cassette, whatever the number of workers.
struct BatchPredictor: Sendable {
    /// Counts for a progress report.
    struct Done: Sendable {
        var answered: Int
        var failed: Int
    }

    struct Result: Sendable {
        var answers: SpelledDictionary<ChatAnswer>
        /// The reasons by the ids of the samples.
        var failures: SpelledDictionary<String> = [:]
        /// The failure that every further request would have.
        var stop: WorkflowError?
    }

    private struct Item: Sendable {
        let id: String
        let request: APIRequest
    }

    fileprivate enum Answer: Sendable {
        case answered(ChatAnswer)
        case failed(String)
        case stopped(APIError)

        var isAnswered: Bool { if case .answered = self { true } else { false } }
    }

    let client: OpenAIClient
    let plan: EvaluationPlan
    let samples: [Sample]
    let journal: Journal

    func run(_ progress: @escaping @Sendable (Done) -> Void) async throws -> Result {
        var result = Result(answers: [:])
        for sample in samples { result.answers[sample.id] = journal.answers[sample.id] }
        let chains = try chains(without: result.answers)
        try await withThrowingTaskGroup(of: [(String, Answer)].self) { group in
            let report = Reporter(answered: result.answers.count, progress)
            var next = 0
            while next < min(max(1, plan.workers), chains.count) {
                let chain = chains[next]
                group.addTask { try await ask(chain, report) }
                next += 1
            }
            while let outcomes = try await group.next() {
                for (id, outcome) in outcomes { result.take(outcome, id) }
                // Requests already sent may still succeed, and are paid for.
                if result.stop == nil, next < chains.count {
                    let chain = chains[next]
                    group.addTask { try await ask(chain, report) }
                    next += 1
                }
            }
        }
        return result
    }

    /// The samples without an answer, those with the same request together.
    private func chains(without answers: SpelledDictionary<ChatAnswer>) throws(WorkflowError) -> [[Item]] {
        var places: [[UInt8]: Int] = [:]
        var chains: [[Item]] = []
        for sample in samples where answers[sample.id] == nil {
            let item = Item(id: sample.id, request: .post("/chat/completions", try plan.request(for: sample)))
            if let place = places[item.request.body] {
                chains[place].append(item)
            } else {
                places[item.request.body] = chains.count
                chains.append([item])
            }
        }
        return chains
    }

    private func ask(_ chain: [Item], _ report: Reporter) async throws -> [(String, Answer)] {
        var outcomes: [(String, Answer)] = []
        for item in chain {
            let outcome = try await ask(item)
            outcomes.append((item.id, outcome))
            if case .stopped = outcome { break }
            report.add(isAnswered: outcome.isAnswered)
        }
        return outcomes
    }

    private func ask(_ item: Item) async throws -> Answer {
        do {
            let answer = try ChatAnswer(await client.send(item.request))
            try journal.append(answer, id: item.id)
            return .answered(answer)
        } catch let failure as APIError {
            return failure.stopsEverything ? .stopped(failure) : .failed(failure.description)
        } catch let failure as SampleFailure {
            return .failed(failure.reason)
        }
    }
}

extension BatchPredictor.Result {
    fileprivate mutating func take(_ outcome: BatchPredictor.Answer, _ id: String) {
        switch outcome {
        case .answered(let answer): answers[id] = answer
        case .failed(let reason): failures[id] = reason
        case .stopped(let failure):
            failures[id] = failure.description
            stop = stop ?? failure.workflowError
        }
    }
}

/// Counts the progress of several tasks.
private final class Reporter: Sendable {
    private let done: Mutex<BatchPredictor.Done>
    private let progress: @Sendable (BatchPredictor.Done) -> Void

    init(answered: Int, _ progress: @escaping @Sendable (BatchPredictor.Done) -> Void) {
        done = Mutex(BatchPredictor.Done(answered: answered, failed: 0))
        self.progress = progress
    }

    func add(isAnswered: Bool) {
        done.withLock { done in
            if isAnswered { done.answered += 1 } else { done.failed += 1 }
            // Called inside the lock, so that progress comes in the order of the counts.
            progress(done)
        }
    }
}
