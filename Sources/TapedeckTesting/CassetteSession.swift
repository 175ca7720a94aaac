// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import Foundation
public import Tapedeck

/// One test's isolated use of a cassette: the address and the key for its clients, and what was played so far.
public struct CassetteSession: Sendable {
    /// A host name that never resolves, so that a client without a session reaches nothing.
    private static let nowhere = URL(string: "http://no-cassette.invalid/v1") ?? URL(fileURLWithPath: "/")

    private let use: TestCassette?

    init(use: TestCassette?) {
        self.use = use
    }

    /// The base URL for clients: what `OPENAI_BASE_URL` would name.
    public var baseURL: URL { use?.running()?.baseURL ?? Self.nowhere }

    /// The key for clients: `OPENAI_API_KEY` of the environment while the session records a service, else ``placeholderKey``.
    ///
    /// A test that records OpenAI's API and has no key fails with an explanation. Neither key reaches the cassette.
    public var key: String { use?.key() ?? placeholderKey }

    /// A key for clients that require one; playback and simulation accept any.
    public let placeholderKey = "tapedeck"

    /// Whether requests may be recorded.
    public var isRecording: Bool { use?.running()?.isRecording ?? false }

    /// The report so far: how many requests were played, recorded, simulated and missed, and why.
    /// - Throws: `CassetteError` when there is no session or its cassette cannot be read.
    public func report() throws -> RunReport {
        guard let running = use?.running() else {
            throw CassetteError(code: .invalidArgument, message: "There is no session to report on.")
        }
        return try running.report()
    }
}
