// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

extension Batch {
    /// Creates a recorded batch; `nil` when the object is not one.
    ///
    /// A batch that has ended stays as recorded. An unfinished one begins again, if its input file is known; otherwise it
    /// stays as it is too.
    init?(recorded document: JSONValue, in state: inout SimulatorState) {
        guard let id = document["id"]?.string, let createdAt = document["created_at"]?.integer,
            let status = document["status"]?.string.flatMap(Status.init), let request = BatchRequest(recorded: document)
        else { return nil }
        let content = state.files.file(request.inputFile, at: state.now)?.content
        var seeds = state.identifiers.branch()
        self.init(id: id, request: request, input: content, createdAt: createdAt, seed: seeds.batchSeed())
        let beginsAgain = content != nil && (status == .validating || status == .inProgress || status == .finalizing)
        guard !beginsAgain else { return }
        self.status = status
        let time = { (name: String) in document["\(name)_at"]?.integer }
        times = Times(
            inProgress: time("in_progress"),
            finalizing: time("finalizing"),
            completed: time("completed"),
            failed: time("failed"),
            expired: time("expired"),
            cancelling: time("cancelling"),
            cancelled: time("cancelled")
        )
        model = document["model"]?.string
        let counts = document["request_counts"]
        requestCount = counts?["total"]?.integer ?? 0
        failedCount = counts?["failed"]?.integer ?? 0
        doneCount = failedCount + (counts?["completed"]?.integer ?? 0)
        if let usage = document["usage"] { self.usage.add(usage) }
        outputFile = document["output_file_id"]?.string
        errorFile = document["error_file_id"]?.string
        faults = (document["errors"]?["data"]?.elements ?? []).map { error in
            BatchFault(
                code: error["code"]?.string ?? "",
                message: error["message"]?.string ?? "",
                param: error["param"]?.string,
                line: error["line"]?.integer
            )
        }
    }
}

extension BatchRequest {
    /// The request that created a recorded batch.
    fileprivate init?(recorded document: JSONValue) {
        let names = ["input_file_id", "endpoint", "completion_window", "metadata"]
        let members = names.compactMap { name in document[name].map { JSONMember(name: name, value: $0) } }
        guard let fields = try? RequestFields(.object(members)), let request = try? BatchRequest(fields) else {
            return nil
        }
        self = request
    }
}

extension SimulatorState {
    /// Adds a recorded batch.
    mutating func addBatch(recorded document: JSONValue) {
        if let batch = Batch(recorded: document, in: &self) { batches[batch.id] = batch }
    }
}
