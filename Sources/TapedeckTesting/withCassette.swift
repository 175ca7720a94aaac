// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

public import Tapedeck
public import Testing

/// Runs a closure with a session of a cassette, in any test: of Swift Testing, or of XCTest.
///
/// ```swift
/// final class ChatTests: XCTestCase {
///     func testTwoTools() async throws {
///         try await withCassette("chat/two-tools") { session in
///             let answer = try await ask("…", baseURL: session.baseURL, key: session.key)
///             XCTAssertEqual(answer.toolCalls.count, 2)
///         }
///     }
/// }
/// ```
///
/// The parameters mean what they mean for the trait `.cassette("…")`.
/// In a test of Swift Testing a miss is an issue at the place of the call; in one of XCTest this function throws.
/// - Parameters:
///   - name: The path below the folder of cassettes.
///   - folder: The folder of the cassettes, beside `Package.swift` unless it is absolute; by default `cassettes`.
///   - mode: The record mode, by default that of `TAPEDECK_RECORD`, else `once`.
///   - matching: Matching rules in place of the cassette's own.
///   - playback: The order and timing of recordings.
///   - simulator: Records the simulator in place of the upstream.
///   - upstream: The base URL of the service to record, by default OpenAI's.
///   - onMiss: The answer to a request without a recording.
///   - unused: What happens when recordings were not played, by default a warning.
///   - function: The function that calls, after which the session is named outside of Swift Testing.
///   - sourceLocation: The place that issues name.
///   - body: Uses the session.
/// - Returns: What `body` returns.
/// - Throws: What `body` throws, and `CassetteError` when the session cannot begin; in XCTest also an error that explains
///   misses and other failures.
public func withCassette<Value>(
    _ name: String,
    in folder: String? = nil,
    mode: RecordMode? = nil,
    matching: @autoclosure @escaping @Sendable () throws -> MatchingRules? = nil,
    playback: PlaybackPolicy? = nil,
    simulator: SimulatorConfiguration? = nil,
    upstream: String? = nil,
    onMiss: ReplayOptions.MissPolicy? = nil,
    unused: UnusedPolicy? = nil,
    function: String = #function,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ body: (CassetteSession) async throws -> Value
) async throws -> Value {
    let options = TraitOptions(
        source: .cassette(name),
        folder: folder,
        mode: mode,
        matching: matching,
        playback: playback,
        simulator: simulator,
        upstream: upstream,
        onMiss: onMiss,
        unused: unused
    )
    let use = TestCassette(
        options: options,
        name: TestName.ofCall(with: name, in: function, fileID: sourceLocation.fileID),
        place: sourceLocation
    )
    return try await use.value(reportingTo: IssueReporter(place: sourceLocation), body)
}

extension TestName {
    /// The names of a call with a cassette; inside of another use of one, the session is named after the cassette too.
    fileprivate static func ofCall(with cassette: String, in function: String, fileID: String) -> TestName {
        var name = ofRunningTest ?? TestName(function: function, fileID: fileID)
        if TestCassette.current != nil { name.session = short("\(name.session) (\(cassette))") }
        return name
    }
}
