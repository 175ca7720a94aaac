// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

package import TapedeckCore

/// The log of a server: one entry for each request.
package protocol RequestLog: Sendable {
    /// The upstream answered.
    /// - Parameters:
    ///   - target: The request.
    ///   - status: The status code.
    ///   - bytes: The length of the response body.
    ///   - duration: The time from sending the request to the end of the response.
    ///   - tokens: The billed tokens, if the response states them.
    ///   - note: What is unusual, such as why it was not recorded.
    ///   - isFailure: Whether a response that should be recorded is not.
    func answered(
        _ target: RequestLine,
        status: Int,
        bytes: Int,
        duration: Duration,
        tokens: Int?,
        note: String?,
        isFailure: Bool
    )
    /// A recording answered, in a mode that records too.
    func played(_ target: RequestLine, status: Int, bytes: Int)
    /// The simulator answered.
    /// - Parameters:
    ///   - target: The request.
    ///   - status: The status code.
    ///   - bytes: The length of the response body; `nil` of a stream.
    func simulated(_ target: RequestLine, status: Int, bytes: Int?)
    /// The upstream did not answer, or a limit was reached.
    func failed(_ target: RequestLine, reason: String)
    /// A request reached no session: its URL leads nowhere, or it was refused.
    /// - Parameters:
    ///   - requestLine: Method and path, redacted.
    ///   - reason: What is wrong, and the remedy.
    func refused(_ requestLine: String, reason: String)
    /// No recording matched.
    func missed(_ miss: Miss)
}
