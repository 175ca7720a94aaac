// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckWorkflow

@Suite struct LossTableTests {
    static let csv =
        "step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy\n1,2.5,0.5,3.0,0.4\n2,1.25,0.6,,\n"

    @Test func `reads a result file, plain or in base64`() {
        let table = LossTable(resultFile: Array(Self.csv.utf8))
        #expect(table?.points.map(\.training) == [2.5, 1.25])
        #expect(table?.points.map(\.validation) == [3.0, nil])
        let base64 =
            "c3RlcCx0cmFpbl9sb3NzLHRyYWluX2FjY3VyYWN5LHZhbGlkX2xvc3MsdmFsaWRfbWVhbl90b2tlbl9hY2N1cmFj"
            + "eQoxLDIuNSwwLjUsMy4wLDAuNAoyLDEuMjUsMC42LCwK"
        #expect(LossTable(resultFile: Array(base64.utf8)) == table)
        #expect(table?.csv == "step,train_loss,valid_loss\n1,2.5,3.0\n2,1.25,\n")
        #expect(LossTable(resultFile: Array(table?.csv.utf8 ?? "".utf8)) == table)
    }

    @Test(arguments: [
        "", "a,b\n1,2\n", "step,train_loss\n", "step,train_loss\nx,y\n", "step,train_loss\n1\n",
        "step,train_loss\n-9223372036854775808,1\n9223372036854775807,1\n",
    ])
    func `has no table where there is none`(_ text: String) {
        #expect(LossTable(resultFile: Array(text.utf8)) == nil)
    }

    @Test func `draws losses that fall from left to right`() {
        let points = (1...100).map { LossPoint(step: $0, training: 3 / Double($0), validation: nil) }
        let lines = LossCurve(LossTable(points)).description.split(separator: "\n").map(String.init)
        #expect(lines.count == 13)
        #expect(lines[1].hasPrefix("3.00 |*"))
        #expect(lines[10].hasPrefix("0.03 |") && lines[10].hasSuffix("*"))
        #expect(lines[12].hasSuffix("100"))
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(LossCurve(LossTable([points[0]])).description.isEmpty)
    }
}

@Suite struct PollScheduleTests {
    @Test func `looks at a real job less and less often, up to the interval`() {
        var schedule = PollSchedule(interval: .seconds(10))
        let waits = (0..<6).map { _ in schedule.wait(hasChanged: true, isSimulated: false) }
        #expect(waits == [1, 2, 4, 8, 10, 10].map { .seconds($0) })
    }

    @Test func `does not wait for a simulator that moves on`() {
        var schedule = PollSchedule(interval: .seconds(10))
        #expect((0..<20).allSatisfy { _ in schedule.wait(hasChanged: true, isSimulated: true) == .zero })
        let waits = (0..<5).map { _ in schedule.wait(hasChanged: false, isSimulated: true) }
        #expect(waits == [0, 0, 10, 20, 40].map { .milliseconds($0) })
    }

    @Test func `an interval of nothing never waits`() {
        var schedule = PollSchedule(interval: .zero)
        #expect((0..<9).allSatisfy { _ in schedule.wait(hasChanged: false, isSimulated: false) == .zero })
    }
}
