// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckSimulator

struct JobHistoryTests {
    private var history: JobHistory {
        var history = JobHistory()
        history.append(JobMessage(time: 10, text: "begun"))
        history.append(steps: 1...4, from: 20, to: 40)
        history.append(JobMessage(time: 50, text: "done"))
        return history
    }

    private func texts(_ numbers: [Int]) -> [String?] {
        numbers.map { number in
            history.document(number, id: "", metrics: metrics)["message"]?.string
        }
    }

    private func metrics(_ step: Int) -> StepMetrics {
        StepMetrics(step: step, totalSteps: 4, train: StepMetrics.Scores(loss: 1 / Double(step), accuracy: 0.5))
    }

    @Test func `counts each step as an event`() {
        #expect(history.count == 6)
        #expect(
            texts([0, 1, 4, 5]) == ["begun", "Step 1/4: training loss=1.00", "Step 4/4: training loss=0.25", "done"]
        )
    }

    @Test func `lists the newest first, a page at a time`() {
        #expect(history.page(after: 6, limit: 4).numbers == [5, 4, 3, 2])
        #expect(history.page(after: 6, limit: 4).hasMore)
        #expect(history.page(after: 2, limit: 4).numbers == [1, 0])
        #expect(!history.page(after: 2, limit: 4).hasMore)
        #expect(history.page(after: 0, limit: 4).numbers.isEmpty)
    }

    @Test func `spreads the steps over their time`() {
        let times = (1...4).map { history.document($0, id: "", metrics: metrics)["created_at"]?.integer }
        #expect(times == [25, 30, 35, 40])
    }
}
