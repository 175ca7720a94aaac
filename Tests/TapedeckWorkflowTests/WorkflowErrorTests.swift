// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import TapedeckWorkflow

@Suite struct WorkflowErrorTests {
    @Test func `describes the next step to callers of the library, without options of a command`() {
        let error = WorkflowError.badInput("The folder holds other results.", .otherFolderOrRestart(.results))
        #expect(error.message == "The folder holds other results.")
        #expect(
            error.description
                == "The folder holds other results. Use another folder, or run with 'restarts: true' to drop "
                + "those results and pay for all of them again."
        )
        #expect(!error.description.contains("--"))
    }

    @Test func `separates a message from its next step`() {
        let error = WorkflowError.checkFailed("The job failed: bad", .restart(.job))
        #expect(error.description == "The job failed: bad. Run with 'restarts: true' to create another job.")
        #expect(error.described(by: "Add --restart.") == "The job failed: bad. Add --restart.")
    }

    @Test func `is its message where there is no next step`() {
        #expect(WorkflowError.unavailable("500: down").description == "500: down")
    }
}
