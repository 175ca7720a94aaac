// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckSimulator

struct AzureFileTableTests {
    @Test func `moves a file on with every retrieval`() {
        var files = AzureFileTable()
        files.add("a", at: 0)
        var statuses: [String?] = []
        for _ in 0..<4 {
            statuses.append(files.status(of: "a", at: 0, .polls))
            files.poll("a")
        }
        #expect(statuses == ["pending", "running", "processed", "processed"])
        #expect(files.status(of: "b", at: 0, .polls) == nil)
        files.remove("a")
        #expect(files.status(of: "a", at: 0, .polls) == nil)
    }

    @Test(arguments: [(0, "pending"), (3, "running"), (60, "processed")])
    func `goes by the clock in real time`(now: Int, status: String) {
        var files = AzureFileTable()
        files.add("a", at: 0)
        #expect(files.status(of: "a", at: now, .realtime) == status)
        #expect(files.status(of: "a", at: now, .instant) == "processed")
    }
}
