// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import TapedeckCore

/// The request that creates a batch.
struct BatchRequest: Sendable {
    /// The only completion window.
    static let window = "24h"

    let endpoint: BatchEndpoint
    let inputFile: String
    let metadata: [JSONMember]?
    /// When the output files expire; `nil` is the default of such files.
    let outputExpiry: FileExpiry?

    init(_ fields: RequestFields) throws(APIError) {
        try fields.allow(only: [
            "input_file_id", "endpoint", "completion_window", "metadata", "output_expires_after",
        ])
        for name in ["input_file_id", "endpoint", "completion_window"] { _ = try fields.required(name) }
        let endpoints = BatchEndpoint.allCases.map(\.rawValue)
        guard let name = try fields.string("endpoint", oneOf: endpoints), let endpoint = BatchEndpoint(rawValue: name),
            let inputFile = try fields.string("input_file_id")
        else { throw .missing("endpoint") }
        _ = try fields.string("completion_window", oneOf: [Self.window])
        self.endpoint = endpoint
        self.inputFile = inputFile
        self.metadata = try fields.metadata()
        self.outputExpiry = try FileExpiry(fields, named: "output_expires_after")
    }

    /// Whether the batch is to expire with half of its lines run, which the metadata
    /// `{"tapedeck_outcome": "expired"}` asks for.
    var expires: Bool {
        metadata?.contains { $0.name.isSpelled(like: "tapedeck_outcome") && $0.value.string == "expired" } ?? false
    }
}
