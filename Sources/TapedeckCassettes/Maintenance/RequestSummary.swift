// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// What people recognise a request by: its model, and the beginning of its prompt.
package struct RequestSummary: Sendable, Hashable {
    /// The largest body whose prompt is read, in bytes; of larger ones only the model is.
    private static let limit = 8 << 20

    /// The model that a JSON body names.
    package let model: String?
    /// The beginning of the last message of the user, of the input or of the prompt, on one line.
    package let prompt: String?

    /// Reads a request.
    /// - Parameters:
    ///   - request: The request.
    ///   - read: Reads parts of its large body.
    /// - Throws: What `read` throws.
    package init(_ request: RecordedRequest, reading read: CassetteStatistics.BodyReading) throws {
        let names = request.body.length <= Self.limit ? PromptText.members : ["model"]
        let members = try request.body.members(names, reading: read)
        model = members["model"]?.string
        prompt = PromptText.beginning(of: members)
    }
}
