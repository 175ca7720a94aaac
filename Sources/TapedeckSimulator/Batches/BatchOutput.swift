// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import TapedeckCore

/// Collects the lines of a batch's two output files, on disk where they are long.
struct BatchOutput {
    typealias Result = BatchResult

    private var successes: Blob.Writer
    private var failures: Blob.Writer
    private var isFailure: [Bool] = []
    var usage = BatchUsage()

    init(store: BlobStore) {
        self.successes = Blob.Writer(store: store)
        self.failures = Blob.Writer(store: store)
    }

    /// Adds the line of a request that was run.
    mutating func append(_ line: [UInt8], isFailure: Bool) throws(TemporaryFileError) {
        if isFailure { try failures.append(line[...]) } else { try successes.append(line[...]) }
        self.isFailure.append(isFailure)
    }

    /// Adds the line of a request that was not run.
    mutating func append(_ line: [UInt8]) throws(TemporaryFileError) { try failures.append(line[...]) }

    /// Adds the lines of the next block.
    mutating func append(_ result: Result) throws {
        try result.output.forEachSlice { (slice) throws(TemporaryFileError) in try successes.append(slice) }
        try result.errors.forEachSlice { (slice) throws(TemporaryFileError) in try failures.append(slice) }
        isFailure += result.isFailure
        usage.add(result.usage)
    }

    /// The files with all lines so far.
    mutating func finish() throws(TemporaryFileError) -> Result {
        BatchResult(
            output: try successes.finish(),
            errors: try failures.finish(),
            isFailure: isFailure,
            usage: usage
        )
    }
}

/// The outcome of a batch's run.
struct BatchResult: Sendable {
    let output: Blob
    let errors: Blob
    /// For each request that was run, whether it failed.
    let isFailure: [Bool]
    let usage: BatchUsage
}
