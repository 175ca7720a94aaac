// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore
import Testing

@testable import TapedeckWorkflow

@Suite struct JobEventTests {
    private func step(_ step: Int, of total: Int?, full: Bool = false) -> JobEvent? {
        var data: [JSONMember] = [
            JSONMember(name: "step", value: .integer(step)), JSONMember(name: "train_loss", value: .decimal(1.5)),
        ]
        if let total { data.append(JSONMember(name: "total_steps", value: .integer(total))) }
        if full { data.append(JSONMember(name: "full_valid_loss", value: .decimal(2.5))) }
        return JobEvent(["id": "e", "message": "Step", "type": "metrics", "data": .object(data)])
    }

    @Test func `a long job is told in some twenty lines`() {
        let told = (1...330).filter { step($0, of: 330)?.isMilestone == true }
        #expect(told.first == 1 && told.last == 330 && told.count == 22)
        #expect(step(111, of: 330, full: true)?.isMilestone == true)
        #expect(step(10, of: nil)?.isMilestone == true && step(11, of: nil)?.isMilestone == false)
    }

    @Test func `every step has its losses, a message none`() {
        #expect(step(3, of: 9, full: true)?.losses == LossPoint(step: 3, training: 1.5, validation: 2.5))
        let message = JobEvent(["message": "Fine-tuning job started", "type": "message", "data": nil])
        #expect(message?.losses == nil && message?.isMilestone == true)
        #expect(JobEvent(["id": "e"]) == nil)
    }
}
